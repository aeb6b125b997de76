import { checkPolicySize, mergeStatements } from './merge-statements';
import { diffPolicies } from './policy-diff';
import { parsePolicy, policyBytes, printPolicy } from './policy-document';

const tls = { Sid: 'TlsOnly', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };
const nameless = {
  Effect: 'Allow',
  Principal: { AWS: '111122223333' },
  Action: 's3:GetObject',
  Resource: '*',
};
const ours = { Sid: 'LakewardOne', Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: '*' };
const owns = (sid: string) => sid.startsWith('Lakeward');
const standing = { Version: '2008-10-17', Id: 'kept', Statement: [tls, nameless] };

describe('the policy document', () => {
  test('a single statement is a list of one, and what stands beside it is kept', () => {
    expect(parsePolicy('b', JSON.stringify({ Version: '2008-10-17', Id: 'x', Statement: tls }))).toEqual({
      Version: '2008-10-17',
      Id: 'x',
      Statement: [tls],
    });
    expect(parsePolicy('b', undefined)).toBeUndefined();
  });

  test.each(['{', '[]', '"text"', '{}', '{"Statement":["text"]}', '{"Statement":[[]]}'])(
    'text that is no policy is refused, not replaced: %s',
    (text) => {
      expect(() => parsePolicy('b', text)).toThrow(
        expect.objectContaining({ code: 'REENC_POLICY_UNREADABLE' }),
      );
    },
  );
});

describe('merging statements', () => {
  test('those of others stay as they are and in their order, ours come last', () => {
    expect(mergeStatements(standing, owns, [ours])).toEqual({
      ...standing,
      Statement: [tls, nameless, ours],
    });
  });

  test('ours of an earlier time are replaced, or taken away', () => {
    const earlier = {
      ...standing,
      Statement: [{ ...ours, Action: 's3:*' }, tls, { ...ours, Sid: 'LakewardTwo' }],
    };
    expect(mergeStatements(earlier, owns, [ours])?.Statement).toEqual([tls, ours]);
    expect(mergeStatements(earlier, owns, [])?.Statement).toEqual([tls]);
  });

  test('without a policy a new one is made; without a statement none is left', () => {
    expect(mergeStatements(undefined, owns, [ours])).toEqual({ Version: '2012-10-17', Statement: [ours] });
    expect(mergeStatements({ ...standing, Statement: [ours] }, owns, [])).toBeUndefined();
    expect(mergeStatements(undefined, owns, [])).toBeUndefined();
  });

  test('a policy that has them already comes back untouched, wherever they stand', () => {
    const there = { ...standing, Statement: [ours, tls] };
    expect(mergeStatements(there, owns, [ours])).toBe(there);
  });

  test('nor is it touched where S3 tells the same in other words: one value as a list, lists in another order', () => {
    const many = { ...ours, Action: ['s3:PutObject', 's3:GetObject'] };
    const there = {
      ...standing,
      Statement: [{ ...many, Action: ['s3:GetObject', 's3:PutObject'], Resource: ['*'] }],
    };
    expect(mergeStatements(there, owns, [many])).toBe(there);
    expect(mergeStatements(there, owns, [{ ...many, Action: 's3:GetObject' }])).not.toBe(there);
  });

  test('20 KB are the limit, in bytes of UTF-8 and without white space', () => {
    const empty = policyBytes({ Statement: [{ Sid: '' }] });
    const fits = { Statement: [{ Sid: 'é'.repeat((20_480 - empty) / 2) }] };
    expect(policyBytes(fits)).toBeGreaterThan(20_478);
    expect(printPolicy(fits)).not.toMatch(/\s/);
    expect(() => checkPolicySize('b', fits)).not.toThrow();
    expect(() => checkPolicySize('b', { Statement: [{ Sid: `${fits.Statement[0]!.Sid}xx` }] })).toThrow(
      expect.objectContaining({ code: 'REENC_POLICY_TOO_LARGE', message: expect.stringContaining('20480') }),
    );
  });
});

describe('the diff of two policies', () => {
  test('tells added, removed, changed and kept statements apart', () => {
    const before = { Statement: [tls, nameless, nameless, ours] };
    const after = { Statement: [nameless, { ...ours, Action: 's3:*' }, { ...ours, Sid: 'LakewardTwo' }] };
    expect(diffPolicies(before, after)).toEqual({
      added: [{ ...ours, Sid: 'LakewardTwo' }],
      removed: [tls, nameless],
      changed: [{ before: ours, after: { ...ours, Action: 's3:*' } }],
      kept: 1,
    });
  });

  test('from nothing, and to nothing', () => {
    expect(diffPolicies(undefined, { Statement: [tls] })).toEqual({
      added: [tls],
      removed: [],
      changed: [],
      kept: 0,
    });
    expect(diffPolicies({ Statement: [tls] }, undefined)).toEqual({
      added: [],
      removed: [tls],
      changed: [],
      kept: 0,
    });
  });
});
