import { readExceptions, type ReviewException } from './exceptions';
import { sha256 } from '../evidence/manifest';
import { packOf, PACKS } from '../packs/packs';

const uri = 's3://evidence/exceptions.json';
const entry = {
  id: 'break-glass-drill',
  rule: 'root-change',
  match: { userId: 'arn:aws:iam::444455556666:root', eventName: 'Create*' },
  owner: 'mira@example.com',
  reason: 'Yearly drill, ticket 4711.',
  approved: '2026-01-10',
  expires: '2026-06-30',
};
type Entry = Record<keyof typeof entry, unknown>;

const read = (content: unknown, requestedAt = '2026-03-10T01:00:00Z') =>
  readExceptions(
    { uri, text: typeof content === 'string' ? content : JSON.stringify(content) },
    { pack: packOf('pci-dss-4.0.1'), packs: Object.values(PACKS), requestedAt: new Date(requestedAt) },
  );
const states = (list: readonly ReviewException[]) => list.map(({ id, state }) => [id, state]);

describe('readExceptions', () => {
  test('gives those for rules of the pack, and the hash of the file', () => {
    const other = { ...entry, id: 'subnets', rule: '10.6-subnets' };
    const text = JSON.stringify({ exceptions: [other, entry] });
    const { list, file } = read(text);
    const { id, rule, match, owner, reason, expires } = entry;
    expect(list).toEqual([{ id, rule, match, owner, reason, expires, state: 'active' }]);
    expect(file).toEqual({ uri, sha256: sha256(text) });
  });

  test('no file is no exception', () => {
    const about = { pack: packOf('pci-dss-4.0.1'), packs: [], requestedAt: new Date() };
    expect(readExceptions(undefined, about)).toEqual({ list: [], file: null });
  });

  test.each([
    ['2026-06-30T23:59:59Z', 'active'],
    ['2026-07-01T00:00:00Z', 'expired'],
  ])('asked for at %s it is %s', (requestedAt, state) => {
    expect(states(read({ exceptions: [entry] }, requestedAt).list)).toEqual([[entry.id, state]]);
  });

  test.each<[string, Partial<Entry>, string]>([
    ['an unknown rule', { rule: 'no-such-rule' }, 'no rule pack has a rule "no-such-rule"'],
    [
      'an unknown field',
      { match: { username: 'mira' } },
      'findings have no field "username"; there are eventTime,',
    ],
    ['an empty match', { match: {} }, 'match is empty'],
    ['a missing owner', { owner: undefined }, 'exceptions[1].owner: expected "owner"'],
    ['an owner of white space', { owner: '  ' }, 'exceptions[1].owner: expected text'],
    ['a missing reason', { reason: undefined }, 'exceptions[1].reason: expected "reason"'],
    ['a missing expiry', { expires: undefined }, 'exceptions[1].expires: expected "expires"'],
    [
      'an expiry that is no date',
      { expires: 'never' },
      'exceptions[1].expires: expected a date as YYYY-MM-DD',
    ],
    ['a taken id', { id: 'first' }, 'the id is taken by an entry before'],
    ['an id with spaces', { id: 'my exception' }, 'exceptions[1].id: expected 1 to 64 letters'],
    ['an expiry too far', { expires: '2027-01-12' }, 'more than 366 days after its approval'],
    ['an expiry before the approval', { expires: '2026-01-09' }, 'before its approval'],
    ['an approval to come', { approved: '2026-03-11' }, 'approved on 2026-03-11, which is to come'],
    [
      'a value that stands for everything',
      { match: { userId: '*' } },
      'exceptions[1].match.userId: expected a value',
    ],
    ['a value that is no text', { match: { userId: 7 } }, 'exceptions[1].match.userId: expected string'],
    [
      'a field that nobody knows',
      { ticket: '4711' } as Partial<Entry>,
      'exceptions[1].ticket: expected no such field',
    ],
  ])('%s is named with its place', (_, change, message) => {
    const exceptions = [
      { ...entry, id: 'first' },
      { ...entry, ...change },
    ];
    expect(() => read({ exceptions })).toThrow(
      expect.objectContaining({ code: 'PCI_EXCEPTIONS_INVALID', message: expect.stringContaining(message) }),
    );
    expect(() => read({ exceptions })).toThrow(/exceptions\[1\]|exceptions in s3/);
  });

  test('names all that is wrong at once', () => {
    const wrong = { ...entry, rule: 'x', match: {}, expires: '2030-01-01' };
    expect(() => read({ exceptions: [wrong] })).toThrow(/no rule pack.*match is empty.*more than 366/s);
  });

  test.each(['', '{', '[]', '{"exceptions": {}}', '"x"'])('a file that is none is an error: %s', (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'PCI_EXCEPTIONS_INVALID' }));
  });
});
