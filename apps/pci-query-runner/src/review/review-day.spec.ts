import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Deadline, UtcDay } from '@lakeward/core';
import { Ledger } from '@lakeward/ledger';
import { parseS3Uri, readBytes, readText } from '@lakeward/s3';
import { storeSource } from '../evidence/verify/evidence-source';
import { ringKeys } from '../evidence/verify/public-keys';
import { verifyChain } from '../evidence/verify/verify-chain';
import { reviewDay } from './review-day';
import type { ReviewDayInput } from './review';
import { runRecord } from '../runs/run-record';
import { answer, input, key, logFile, stopLogging, world, type World } from '../testing/review-world';

const run = (dependencies: World, change: Partial<ReviewDayInput> = {}) =>
  reviewDay({ ...input, ...change }, dependencies, { deadline: Deadline.in(60_000, dependencies.clock) });

const notices = (dependencies: World): string =>
  dependencies.notifier.notices.map(({ message }) => message).join('\n');

describe('reviewDay', () => {
  test('reviews every file of the day and answers each rule of the pack, zeros too', async () => {
    const dependencies = await world();
    const { manifest } = await run(dependencies);
    expect(manifest).toMatchObject({
      date: '2026-03-09',
      status: 'unverified',
      files: { delivered: 2, read: 2 },
      eventsRead: 5,
      problems: [],
      query: { bytesScanned: 12_345 },
    });
    expect(manifest.rules.map(({ id, count }) => [id, count])).toEqual([
      ['10.2.1-10.2.3-log-access', 0],
      ['10.2.2-root', 0],
      ['10.2.4-failed-logon', 0],
      ['10.2.5-privilege-change', 0],
      ['10.2.6-audit-log-start-stop', 1],
      ['10.6-security-groups', 0],
      ['10.6-subnets', 0],
    ]);
    expect(dependencies.engine.requests).toHaveLength(1);
    expect(dependencies.engine.requests[0]).toMatchObject({ workgroup: 'pci', database: 'lake' });
  });

  test('the manifest vouches for its files by hash, size and rows', async () => {
    const dependencies = await world();
    const { manifest, manifestUri } = await run(dependencies);
    const at = parseS3Uri(manifestUri);
    expect(JSON.parse(await readText(dependencies.store, at))).toEqual(manifest);
    for (const { name, sha256, bytes } of manifest.evidence) {
      const content = await readBytes(dependencies.store, {
        ...at,
        key: at.key.replace('manifest.json', name),
      });
      expect([createHash('sha256').update(content).digest('hex'), content.length]).toEqual([sha256, bytes]);
    }
    expect(manifest.evidence.map(({ name, rows }) => [name, rows])).toEqual(
      expect.arrayContaining([
        ['findings.csv', 1],
        ['findings.parquet', 1],
        ['files.csv', 2],
      ]),
    );
  });

  test('the same event delivered again finds the finished review and asks nothing', async () => {
    const dependencies = await world();
    const first = await run(dependencies);
    const second = await run(dependencies);
    expect(second).toEqual({ ...first, outcome: 'already-reviewed' });
    expect(dependencies.engine.requests).toHaveLength(1);
    expect(dependencies.notifier.notices).toHaveLength(1);
    expect(dependencies.log.codes()).toContain('PCI_REVIEW_REPEATED');
  });

  test('a later request is a new version of the day beside the old one', async () => {
    const dependencies = await world();
    const first = await run(dependencies);
    const second = await run(dependencies, { requestedAt: new Date('2026-03-11T01:00:00Z') });
    expect(second.outcome).toBe('reviewed');
    expect(first.manifestUri).toMatch(/\/2026-03-09\/20260310T010000Z-[0-9a-f]{8}\/manifest\.json$/);
    expect(second.manifestUri > first.manifestUri).toBe(true);
    expect(JSON.parse(await readText(dependencies.store, parseS3Uri(first.manifestUri)))).toEqual(
      first.manifest,
    );
    const pack = { bucket: 'evidence', key: 'pci/evidence/pci-dss-3.2.1/' };
    const { problems, reviews } = await verifyChain(
      storeSource(dependencies.store, pack),
      ringKeys(dependencies.keyRing),
    );
    expect(problems).toEqual([]);
    expect(reviews.map(({ date, sequence, bundle }) => [date, sequence, bundle])).toEqual(
      [first, second].map(({ manifestUri }, index) => [
        '2026-03-09',
        index + 1,
        manifestUri.slice(`s3://evidence/${pack.key}`.length, -'/manifest.json'.length),
      ]),
    );
  });

  test.each([
    ['a file cut short', gzipSync(logFile(4)).subarray(0, 40), 'PCI_LOG_TRUNCATED', 'incomplete'],
    ['an empty file', Buffer.alloc(0), 'PCI_LOG_EMPTY', 'incomplete'],
    [
      'a document that is no log under a log name',
      Buffer.from('{"a":1}'),
      'PCI_LOG_NOT_CLOUDTRAIL',
      'incomplete',
    ],
    ['the same file delivered twice', gzipSync(logFile(3)), 'PCI_LOG_DUPLICATE', 'unverified'],
  ])('%s is named, left out, and changes nothing else', async (_, body, code, status) => {
    const dependencies = await world();
    const bad = { bucket: 'trail', key: key('444455556666', '1110Z_CCCCCCCCCCCCCCCC') };
    await dependencies.store.put(bad, body);
    const { manifest } = await run(dependencies);
    expect(manifest).toMatchObject({ status, files: { delivered: 3, read: 2 }, eventsRead: 5 });
    expect(manifest.problems.map((problem) => [problem.code, problem.file])).toEqual([
      [code, `s3://trail/${bad.key}`],
    ]);
    expect(manifest.query.sql).toContain(`"$path" NOT IN ('s3://trail/${bad.key}')`);
    expect(notices(dependencies)).toContain(code);
  });

  test('a day whose files and scan disagree is incomplete', async () => {
    const dependencies = await world();
    dependencies.engine.answer(/AS listing/, answer(['', '4', '0', '[]']));
    const { manifest } = await run(dependencies);
    expect(manifest.status).toBe('incomplete');
    expect(manifest.problems).toEqual([
      expect.objectContaining({
        code: 'PCI_COUNT_MISMATCH',
        message: expect.stringContaining('hold 5 events, the query read 4'),
      }),
    ]);
    expect(dependencies.log.codes()).toContain('PCI_DAY_INCOMPLETE');
  });

  test('an event delivered twice is listed once', async () => {
    const dependencies = await world();
    const listing = JSON.stringify([stopLogging, stopLogging, { ...stopLogging, eventId: null }]);
    dependencies.engine.answer(
      /AS listing/,
      answer(['', '5', '0', '[]'], ['10.2.6-audit-log-start-stop', '3', '2', listing]),
    );
    const { manifest } = await run(dependencies);
    expect(manifest.rules.find(({ id }) => id === '10.2.6-audit-log-start-stop')).toMatchObject({
      count: 2,
      listed: 2,
    });
  });

  test('in add-partition mode the day gets one partition for each account and Region, twice without harm', async () => {
    const dependencies = await world({ partitionMode: 'add-partition' });
    await run(dependencies);
    await run(dependencies, { requestedAt: new Date('2026-03-11T01:00:00Z') });
    expect(
      await dependencies.catalog.partition('lake', 'cloudtrail', ['777788889999', 'eu-west-1', '2026/03/09']),
    ).toMatchObject({ location: 's3://trail/audit/AWSLogs/777788889999/CloudTrail/eu-west-1/2026/03/09/' });
  });

  test.each<[string, Partial<ReviewDayInput>, string]>([
    ['an unknown pack', { pack: 'pci-dss-9' }, 'PCI_UNKNOWN_PACK'],
    ['a day that is not over', { day: UtcDay.parse('2026-03-10') }, 'PCI_DAY_NOT_OVER'],
    ['a day without any file', { day: UtcDay.parse('2026-03-08') }, 'PCI_NO_LOG_FILES'],
  ])('%s is a named error and leaves no evidence', async (_, change, code) => {
    const dependencies = await world();
    await expect(run(dependencies, change)).rejects.toMatchObject({ code });
    const evidence: unknown[] = [];
    for await (const object of dependencies.store.list('evidence', { prefix: 'pci/evidence/' }))
      evidence.push(object);
    expect(evidence).toEqual([]);
  });

  test('a table that is missing is a named error', async () => {
    const dependencies = await world();
    await dependencies.catalog.deleteTable('lake', 'cloudtrail');
    await expect(run(dependencies)).rejects.toMatchObject({ code: 'PCI_TABLE_MISSING' });
  });

  test('a failed query fails the run; the next delivery asks anew under another token', async () => {
    const dependencies = await world();
    const failure = {
      name: 'HIVE_CURSOR_ERROR',
      message: 'HIVE_CURSOR_ERROR: x',
      category: 2,
      type: 1002,
      retryable: false,
    };
    let starts = 0;
    dependencies.engine.answer(/AS listing/, () => {
      starts += 1;
      return starts === 1 ? { failure } : answer(['', '5', '0', '[]']);
    });
    await expect(run(dependencies)).rejects.toMatchObject({ code: 'HIVE_CURSOR_ERROR' });
    await expect(run(dependencies)).resolves.toMatchObject({
      outcome: 'reviewed',
      manifest: { eventsRead: 5 },
    });
    const [first, second] = dependencies.engine.requests;
    expect(first?.sql).toBe(second?.sql);
    expect(first?.token).not.toBe(second?.token);
  });

  test('a query that outlives the invocation is taken up by the next delivery, not started again', async () => {
    const dependencies = await world();
    dependencies.engine.answer(/AS listing/, { ...answer(['', '5', '0', '[]']), runningLooks: 70 });
    await expect(run(dependencies)).rejects.toMatchObject({
      code: 'PCI_QUERY_STILL_RUNNING',
      retryable: true,
    });
    await expect(run(dependencies)).resolves.toMatchObject({ outcome: 'reviewed' });
    expect(dependencies.engine.requests).toHaveLength(1);
  });

  test('an answer about a rule that the pack does not have is refused', async () => {
    const dependencies = await world();
    dependencies.engine.answer(/AS listing/, answer(['', '5', '0', '[]'], ['another-rule', '1', '1', '[]']));
    await expect(run(dependencies)).rejects.toMatchObject({ code: 'PCI_UNEXPECTED_ANSWER' });
  });

  test('logs what happened by code, without any event in it', async () => {
    const dependencies = await world();
    await run(dependencies);
    expect(dependencies.log.codes()).toEqual(['PCI_REVIEW_STARTED', 'PCI_REVIEW_FINISHED']);
    expect(dependencies.log.metrics).toEqual({ EventsReviewed: 5, Findings: 1 });
    expect(JSON.stringify(dependencies.log.lines)).not.toContain('mira');
  });
});

describe('a review that is killed', () => {
  /** The steps that leave something behind, in order: run record, partitions, query, lists, manifest, signature, link, notice, record. */
  const steps = [
    'ledger',
    'query',
    'findings.csv',
    'findings.parquet',
    'files.csv',
    'manifest.json',
    'manifest.sig.json',
    '00000001.json',
    'notice',
    'ledger-end',
  ] as const;

  test.each(steps)(
    'right after %s is finished by the next delivery, with the same evidence',
    async (step) => {
      const reference = await run(await world());
      const dependencies = await world();
      await expect(run(dyingAfter(step, dependencies))).rejects.toThrow('killed');
      const again = await run(dependencies);
      expect(again.manifest).toEqual(reference.manifest);
      expect(again.manifestUri).toBe(reference.manifestUri);
      expect(JSON.parse(await readText(dependencies.store, parseS3Uri(again.manifestUri)))).toEqual(
        reference.manifest,
      );
      expect(dependencies.engine.requests).toHaveLength(1);
    },
  );
});

/** The same world, whose process dies right after the step has had its effect. */
function dyingAfter(step: string, world: World): World {
  let puts = 0;
  const put: World['store']['put'] = async (ref, body, options) => {
    const result = await world.store.put(ref, body, options);
    puts += 1;
    const last = ref.key.split('/').at(-1) ?? '';
    const isLedger = ref.key.startsWith('pci/runs/');
    if (last === step || (isLedger && step === (puts === 1 ? 'ledger' : 'ledger-end')))
      throw new Error('killed');
    return result;
  };
  const store = new Proxy(world.store, {
    get: (target, name) => {
      if (name === 'put') return put;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const dying = (await_: Promise<unknown>): Promise<never> =>
    await_.then(() => {
      throw new Error('killed');
    });
  const engine = new Proxy(world.engine, {
    get: (target, name) => {
      if (name === 'start' && step === 'query') return (request: never) => dying(target.start(request));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const notifier = new Proxy(world.notifier, {
    get: (target, name) => {
      if (name === 'publish' && step === 'notice') return (notice: never) => dying(target.publish(notice));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const ledger = new Ledger(store, { bucket: 'evidence', prefix: 'pci/runs/' }, runRecord);
  return { ...world, store, engine, notifier, ledger };
}
