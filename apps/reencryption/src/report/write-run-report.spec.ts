import { Ledger } from '@lakeward/ledger';
import { readText } from '@lakeward/s3';
import { InMemoryObjectStore } from '@lakeward/s3/testing';
import type { Plan } from '../plan/plan';
import { planRecord } from '../plan/plan-record';
import { proofRecord, type Proof } from '../proof/proof-record';
import {
  bucketRecord,
  jobIndexRecord,
  remedyRecord,
  type BucketRecord,
  type RemedyRecord,
} from '../run/run-records';
import type { RunReport } from './report-model';
import { provenRun, sampleJob, samplePlan, sampleProof, sampleRemedy } from './testing/sample-runs';
import { reportRuns, writeRunReport } from './write-run-report';

const EARLIER = 'raw-data/lakeward/2026-11-06T01-00Z/plan-of-raw-data';
const LATER = 'raw-data/lakeward/2026-11-09T01-00Z/plan-of-raw-data';
const uriOf = (place: string) => `s3://evidence/reencryption/plans/${place}/plan.json`;

async function records(state: {
  readonly plans: Readonly<Record<string, Plan>>;
  readonly remedies?: Readonly<Record<string, readonly RemedyRecord[]>>;
  readonly bucket: Omit<BucketRecord, 'bucket'>;
  readonly proof?: Proof;
}) {
  const store = new InMemoryObjectStore({ buckets: { evidence: { versioning: true } } });
  const at = (prefix: string) => ({ bucket: 'evidence', prefix });
  const made = {
    store,
    plans: new Ledger(store, at('plans/'), planRecord),
    remedies: new Ledger(store, at('remedies/'), remedyRecord),
    jobIndex: new Ledger(store, at('jobs/'), jobIndexRecord),
    buckets: new Ledger(store, at('buckets/'), bucketRecord),
    proofs: new Ledger(store, at('proofs/'), proofRecord),
  };
  for (const [place, plan] of Object.entries(state.plans)) {
    await store.put(
      { bucket: 'evidence', key: uriOf(place).replace('s3://evidence/', '') },
      JSON.stringify(plan),
    );
    const record = { state: 'planned', runKey: 'k', startedAt: plan.plannedAt, plan: uriOf(place) } as const;
    await made.plans.create(`${place}/plan`, record);
  }
  for (const [place, remedies] of Object.entries(state.remedies ?? {})) {
    for (const remedy of remedies) await made.remedies.create(`${place}/${remedy.remedy}`, remedy);
  }
  await made.buckets.create('raw-data', { bucket: 'raw-data', ...state.bucket });
  if (state.proof !== undefined) await made.proofs.create(state.bucket.ended?.place ?? '', state.proof);
  return made;
}

const { plan: earlier, later } = provenRun('raw-data');
const done = [sampleRemedy('update', [sampleJob('update')])];
const latestIs = (place: string, createdAt: string) => ({
  latest: { createdAt, place, plan: uriOf(place) },
  open: null,
});
const ended = { place: EARLIER, at: '2026-11-07T09:00:00.000Z' };

describe('writing the report of a run', () => {
  test('page and data lie beside the plan, and are the same bytes each time', async () => {
    const made = await records({
      plans: { [EARLIER]: earlier },
      bucket: latestIs(EARLIER, '2026-11-06T01:00:00.000Z'),
    });
    const written = await writeRunReport('raw-data', made);
    expect([written.page, written.data]).toEqual([
      `s3://evidence/reencryption/plans/${EARLIER}/report.html`,
      `s3://evidence/reencryption/plans/${EARLIER}/report.json`,
    ]);
    const page = { bucket: 'evidence', key: `reencryption/plans/${EARLIER}/report.html` };
    expect(await readText(made.store, page)).toBe(written.html);
    expect(JSON.parse(written.json)).toMatchObject({
      verdict: { word: 'waiting' },
      buckets: [{ state: 'planned' }],
    });
    await expect(writeRunReport('raw-data', made)).resolves.toEqual(written);
  });

  test('a run whose jobs are over awaits its proof', async () => {
    const made = await records({
      plans: { [EARLIER]: earlier },
      remedies: { [EARLIER]: done },
      bucket: { ...latestIs(EARLIER, '2026-11-06T01:00:00.000Z'), ended },
    });
    const { json } = await writeRunReport('raw-data', made);
    expect(JSON.parse(json)).toMatchObject({
      verdict: { word: 'awaiting proof' },
      buckets: [{ state: 'awaiting-proof', after: { basis: 'jobs' }, proof: null }],
    });
  });

  test('once a later snapshot has shown it, the report is of the run that it shows', async () => {
    const made = await records({
      plans: { [EARLIER]: earlier, [LATER]: { ...later!, manifests: [] } },
      remedies: { [EARLIER]: done },
      bucket: { ...latestIs(LATER, '2026-11-09T01:00:00.000Z'), ended },
      proof: sampleProof({ run: EARLIER }),
    });
    const { json, page } = await writeRunReport('raw-data', made);
    expect(page).toBe(`s3://evidence/reencryption/plans/${EARLIER}/report.html`);
    const report = JSON.parse(json) as RunReport;
    expect(report.buckets[0]).toMatchObject({
      state: 'proven',
      snapshot: '2026-11-06T01-00Z',
      before: { update: 900 },
      after: { basis: 'inventory', snapshot: '2026-11-09T01-00Z', estate: { 'as-wanted': 1_000, update: 0 } },
      proof: { state: 'proven' },
    });
    expect(report.verdict.word).toBe('as wanted');
    expect(await reportRuns(['raw-data'], made)).toEqual({
      json,
      html: expect.stringContaining('as wanted'),
    });
  });

  test('when something is decided on the later plan, the report is of that', async () => {
    const plan = samplePlan('raw-data', { 'update:sse-s3': 10 }, { snapshot: '2026-11-09T01-00Z' });
    const made = await records({
      plans: { [EARLIER]: earlier, [LATER]: plan },
      remedies: {
        [EARLIER]: done,
        [LATER]: [
          sampleRemedy('update', [sampleJob('update', { objects: 10, status: 'Active', succeeded: 3 })]),
        ],
      },
      bucket: { ...latestIs(LATER, '2026-11-09T01:00:00.000Z'), open: LATER, ended },
      proof: sampleProof({ run: EARLIER, state: 'partly-proven' }),
    });
    const { json, page } = await writeRunReport('raw-data', made);
    expect(page).toContain(LATER);
    expect(JSON.parse(json)).toMatchObject({
      buckets: [
        { state: 'running', snapshot: '2026-11-09T01-00Z', proof: null, after: { estate: { update: 7 } } },
      ],
    });
  });

  test('a bucket that was never planned has no report', async () => {
    const made = await records({
      plans: { [EARLIER]: earlier },
      bucket: latestIs(EARLIER, '2026-11-06T01:00:00.000Z'),
    });
    await expect(writeRunReport('unknown', made)).rejects.toMatchObject({ code: 'REENC_PLAN_NOT_FOUND' });
  });
});
