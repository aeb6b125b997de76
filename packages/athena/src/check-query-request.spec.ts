import { checkQueryRequest } from './check-query-request';

const token = 't'.repeat(32);

describe('checkQueryRequest', () => {
  test('accepts everything at its limit', () => {
    expect(() =>
      checkQueryRequest({ sql: 'é'.repeat(131_072), token, parameters: ['x'.repeat(1024), "''"] }),
    ).not.toThrow();
    expect(() => checkQueryRequest({ sql: 'SELECT 1', token: 't'.repeat(128) })).not.toThrow();
  });

  test.each([
    ['an empty statement', { sql: ' \n', token }, 'empty'],
    ['one byte too many', { sql: `${'é'.repeat(131_072)}x`, token }, '262145 bytes'],
    ['a short token', { sql: 'SELECT 1', token: 't'.repeat(31) }, '31 characters'],
    ['a long token', { sql: 'SELECT 1', token: 't'.repeat(129) }, '129 characters'],
    ['an empty parameter', { sql: 'SELECT ?, ?', token, parameters: ['1', ''] }, 'Parameter 2'],
    ['a long parameter', { sql: 'SELECT ?', token, parameters: ['9'.repeat(1025)] }, 'Parameter 1'],
  ])('refuses %s', (_, request, message) => {
    expect(() => checkQueryRequest(request)).toThrow(
      expect.objectContaining({ code: 'ATHENA_INVALID_REQUEST', message: expect.stringContaining(message) }),
    );
  });
});
