import { failureName, queryFailure } from './query-failure';

describe('failureName', () => {
  test.each([
    ["TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.db.t' does not exist", 'TABLE_NOT_FOUND'],
    ['HIVE_BAD_DATA: Error parsing field value \'\' for field 3: For input string: ""', 'HIVE_BAD_DATA'],
    ['GENERIC_INTERNAL_ERROR: Null', 'GENERIC_INTERNAL_ERROR'],
    ['FAILED: SemanticException [Error 10072]: Database does not exist: x', 'UNKNOWN'],
    ['Query exhausted resources at this scale factor', 'UNKNOWN'],
    ['Insufficient permissions: TABLE_NOT_FOUND: hidden', 'UNKNOWN'],
    ['X: one letter is no name', 'UNKNOWN'],
    ['', 'UNKNOWN'],
  ])('%s', (message, name) => {
    expect(failureName(message)).toBe(name);
  });
});

describe('queryFailure', () => {
  test('keeps what the engine told and owns up to the rest', () => {
    expect(queryFailure('no idea', { retryable: true })).toEqual({
      name: 'UNKNOWN',
      message: 'no idea',
      category: 3,
      type: -1,
      retryable: true,
    });
  });
});
