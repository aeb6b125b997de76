import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lambdaContext } from '@lakeward/lambda/testing';
import { CapturedLog } from '@lakeward/observability';
import { accessDenied, noPolicy, readText } from '@lakeward/s3';
import { InMemoryBucketAdministration, InMemoryObjectStore } from '@lakeward/s3/testing';
import { guardPolicy, type GuardDependencies, type GuardRequest } from './guard-policy';
import { guardPolicyHandler } from './guard-policy-handler';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const tls = {
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::raw-data', 'arn:aws:s3:::raw-data/*'],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const standing = JSON.stringify({ Version: '2012-10-17', Id: 'by-hand', Statement: [tls] }, undefined, 2);

interface World extends GuardDependencies {
  readonly buckets: InMemoryBucketAdministration;
  readonly store: InMemoryObjectStore;
  readonly log: CapturedLog;
}

function world(change: Partial<GuardDependencies['settings']> = {}): World {
  return {
    settings: {
      partition: 'aws',
      target: 'sse-kms',
      keyArn,
      tag: { key: '__ObjectEncrypted', value: 'true' },
      jobRoles: ['arn:aws:iam::111122223333:role/copy'],
      evidenceBucket: 'evidence',
      evidencePrefix: 'reencryption/guards/',
      ...change,
    },
    buckets: new InMemoryBucketAdministration({
      'raw-data': { policy: standing, defaultEncryption: { algorithm: 'aws:kms', keyArn, bucketKey: true } },
    }),
    store: new InMemoryObjectStore({ buckets: { evidence: {} } }),
    log: new CapturedLog(),
  };
}

const asked = (change: Partial<GuardRequest> = {}): GuardRequest => ({
  bucket: 'raw-data',
  guards: ['deny-version-reads', 'deny-uploads'],
  decision: 'diff',
  ...change,
});

const sids = (policy: string | undefined): unknown[] =>
  (JSON.parse(policy ?? '{"Statement":[]}') as { Statement: { Sid: unknown }[] }).Statement.map(
    ({ Sid }) => Sid,
  );

const ALL = [
  'LakewardGuardReads',
  'LakewardGuardTag',
  'LakewardGuardUploadsAlgorithm',
  'LakewardGuardUploadsCustomerKey',
  'LakewardGuardUploadsOtherKey',
  'LakewardGuardUploadsNoKey',
];

describe('guard-policy', () => {
  test('the diff shows what would change, and changes nothing', async () => {
    const w = world();
    const shown = await guardPolicy(asked(), w);
    expect(shown).toMatchObject({ outcome: 'diff', bucket: 'raw-data', blockers: [] });
    expect(shown.diff.added.map(({ Sid }) => Sid)).toEqual(ALL);
    expect([shown.diff.removed, shown.diff.changed, shown.diff.kept]).toEqual([[], [], 1]);
    expect(shown.bytes).toBe(Buffer.byteLength(JSON.stringify(shown.policy)));
    expect(shown.consequences.join(' ')).toContain('however they are encrypted');
    expect(w.buckets.writes).toEqual([]);
    expect(w.buckets.at('raw-data').policy).toBe(standing);
  });

  test('applies exactly the diff, leaves the statements of others, and keeps what stood before', async () => {
    const w = world();
    const shown = await guardPolicy(asked(), w);
    const applied = await guardPolicy(asked({ decision: 'apply', revision: shown.revision }), w);
    expect(applied).toMatchObject({ outcome: 'applied', diff: shown.diff });
    expect(applied.revision).not.toBe(shown.revision);
    expect(w.buckets.writes).toEqual(['putPolicy raw-data']);
    expect(JSON.parse(w.buckets.at('raw-data').policy!)).toEqual(shown.policy);
    expect(JSON.parse(w.buckets.at('raw-data').policy!)).toMatchObject({
      Id: 'by-hand',
      Statement: [tls, {}, {}, {}, {}, {}, {}],
    });
    const kept = JSON.parse(
      await readText(w.store, { bucket: 'evidence', key: applied.previous!.replace('s3://evidence/', '') }),
    ) as unknown;
    expect(kept).toEqual({
      bucket: 'raw-data',
      revision: shown.revision,
      before: standing,
      after: shown.policy,
    });
    expect(w.log.codes()).toEqual(['REENC_GUARDS_CHANGED']);
  });

  test('the same event again is a success without a write', async () => {
    const w = world();
    const { revision } = await guardPolicy(asked(), w);
    await guardPolicy(asked({ decision: 'apply', revision }), w);
    await expect(guardPolicy(asked({ decision: 'apply', revision }), w)).resolves.toMatchObject({
      outcome: 'unchanged',
    });
    expect(w.buckets.writes).toHaveLength(1);
  });

  test('an answer that was lost is found when the event comes again', async () => {
    const w = world();
    const { revision } = await guardPolicy(asked(), w);
    w.buckets.after = ({ operation }) => {
      if (operation === 'putPolicy') throw new Error('The connection broke off.');
    };
    await expect(guardPolicy(asked({ decision: 'apply', revision }), w)).rejects.toThrow('broke off');
    w.buckets.after = undefined;
    await expect(guardPolicy(asked({ decision: 'apply', revision }), w)).resolves.toMatchObject({
      outcome: 'unchanged',
    });
  });

  test('a policy that somebody changed after the diff is not written over', async () => {
    const w = world();
    const { revision } = await guardPolicy(asked(), w);
    const changed = standing.replace('by-hand', 'by-somebody-else');
    w.buckets.at('raw-data').policy = changed;
    const apply = asked({ decision: 'apply', revision });
    await expect(guardPolicy(apply, w)).rejects.toMatchObject({
      code: 'REENC_POLICY_CHANGED',
      retryable: false,
    });
    expect(w.buckets.at('raw-data').policy).toBe(changed);
  });

  test('nor one that is changed while it is being applied', async () => {
    const w = world();
    const { revision } = await guardPolicy(asked(), w);
    const changed = standing.replace('by-hand', 'by-somebody-else');
    w.buckets.before = ({ operation }) => {
      if (operation === 'putPolicy') w.buckets.at('raw-data').policy = changed;
    };
    await expect(guardPolicy(asked({ decision: 'apply', revision }), w)).rejects.toMatchObject({
      code: 'REENC_POLICY_CHANGED',
    });
    expect(w.buckets.at('raw-data').policy).toBe(changed);
  });

  test('guards are taken away without a trace in the policy', async () => {
    const w = world();
    const { revision } = await guardPolicy(asked(), w);
    const applied = await guardPolicy(asked({ decision: 'apply', revision }), w);
    const none = asked({ guards: [], decision: 'apply', revision: applied.revision });
    const removed = await guardPolicy(none, w);
    expect(removed.diff.removed.map(({ Sid }) => Sid)).toEqual(ALL);
    expect(JSON.parse(w.buckets.at('raw-data').policy!)).toEqual(JSON.parse(standing));
  });

  test('in a bucket without a policy they are the policy, and go with it', async () => {
    const w = world();
    delete w.buckets.at('raw-data').policy;
    const shown = await guardPolicy(asked({ guards: ['deny-uploads'] }), w);
    expect(shown.revision).toBe(noPolicy);
    const { revision } = await guardPolicy(
      asked({ guards: ['deny-uploads'], decision: 'apply', revision: noPolicy }),
      w,
    );
    expect(sids(w.buckets.at('raw-data').policy)).toEqual(ALL.slice(2));
    await expect(guardPolicy(asked({ guards: [], decision: 'apply', revision }), w)).resolves.toMatchObject({
      outcome: 'applied',
      revision: noPolicy,
      policy: null,
      bytes: 0,
    });
    expect(w.buckets.at('raw-data').policy).toBeUndefined();
  });

  test('a new target changes the statements by their names', async () => {
    const w = world();
    const { revision } = await guardPolicy(asked(), w);
    await guardPolicy(asked({ decision: 'apply', revision }), w);
    const otherKey = keyArn.replace('1234abcd', '5678abcd');
    w.buckets.at('raw-data').defaultEncryption = { algorithm: 'aws:kms', keyArn: otherKey };
    const shown = await guardPolicy(asked(), { ...w, settings: { ...w.settings, keyArn: otherKey } });
    expect(shown.diff.changed.map(({ after }) => after['Sid'])).toEqual(['LakewardGuardUploadsOtherKey']);
    expect([shown.diff.added, shown.diff.removed, shown.diff.kept]).toEqual([[], [], 6]);
  });

  test('apply without the revision of a diff is refused', async () => {
    const w = world();
    await expect(guardPolicy(asked({ decision: 'apply' }), w)).rejects.toMatchObject({
      code: 'REENC_GUARD_REVISION_MISSING',
    });
    expect(w.buckets.writes).toEqual([]);
  });

  test.each<[string, Partial<GuardDependencies['settings']>, Partial<GuardRequest>, RegExp]>([
    ['reads without a tag', { tag: undefined }, { guards: ['deny-reads'] }, /COPY_TAG/],
    ['uploads without a key', { keyArn: undefined }, { guards: ['deny-uploads'] }, /TARGET_KEY_ARN/],
    [
      'uploads to another key than the default',
      { keyArn: keyArn.replace('1234', '5678') },
      { guards: ['deny-uploads'] },
      /not sse-kms with arn:aws:kms:.*5678abcd/,
    ],
    [
      'uploads to SSE-S3 where KMS is the default',
      { target: 'sse-s3', keyArn: undefined },
      { guards: ['deny-uploads'] },
      /not sse-s3,/,
    ],
  ])(
    'a guard of %s is shown with what is in its way, and not put up',
    async (_what, settings, request, says) => {
      const w = world(settings);
      const shown = await guardPolicy(asked(request), w);
      expect(shown.blockers).toEqual([expect.stringMatching(says)]);
      const apply = asked({ ...request, decision: 'apply', revision: shown.revision });
      await expect(guardPolicy(apply, w)).rejects.toMatchObject({
        code: 'REENC_GUARD_BLOCKED',
        message: expect.stringMatching(says),
      });
      expect(w.buckets.writes).toEqual([]);
    },
  );

  test('a policy that would outgrow 20 KB is refused before it is sent', async () => {
    const w = world();
    const long = { ...tls, Resource: Array.from({ length: 640 }, (_, n) => `arn:aws:s3:::raw-data/${n}/*`) };
    w.buckets.at('raw-data').policy = JSON.stringify({ Version: '2012-10-17', Statement: [long] });
    const { revision, bytes } = await guardPolicy(asked(), w);
    expect(bytes).toBeGreaterThan(20_480);
    await expect(guardPolicy(asked({ decision: 'apply', revision }), w)).rejects.toMatchObject({
      code: 'REENC_POLICY_TOO_LARGE',
    });
    expect(w.buckets.writes).toEqual([]);
  });

  test('when what stood before cannot be kept, nothing is changed', async () => {
    const w = world();
    const { revision } = await guardPolicy(asked(), w);
    w.store.before = () => {
      throw accessDenied('No.', 'Grant it.');
    };
    await expect(guardPolicy(asked({ decision: 'apply', revision }), w)).rejects.toMatchObject({
      code: 'S3_ACCESS_DENIED',
    });
    expect(w.buckets.writes).toEqual([]);
  });
});

describe('the function guard-policy', () => {
  const event = (name: string): unknown =>
    JSON.parse(readFileSync(path.join(__dirname, '../../events', name), 'utf8'));
  const handlerOf = (w: World) => guardPolicyHandler({ log: () => w.log, dependencies: () => w });

  test('shows and applies', async () => {
    const w = world();
    delete w.buckets.at('raw-data').policy;
    const handler = handlerOf(w);
    await expect(handler(event('guard-diff.json'), lambdaContext())).resolves.toMatchObject({
      outcome: 'diff',
      revision: noPolicy,
    });
    await expect(handler(event('guard-apply.json'), lambdaContext())).resolves.toMatchObject({
      outcome: 'applied',
    });
    expect(sids(w.buckets.at('raw-data').policy)).toEqual(ALL);
  });

  test.each([
    {},
    { bucket: 'b', guards: ['deny-all'], decision: 'diff' },
    { bucket: 'b', guards: [], decision: 'now' },
  ])('an event of another form is refused: %j', async (wrong) => {
    await expect(handlerOf(world())(wrong, lambdaContext())).rejects.toMatchObject({ name: 'INVALID_INPUT' });
  });
});
