import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Deadline, systemClock, UtcDay } from '@lakeward/core';
import { CapturedLog } from '@lakeward/observability';
import { schemaErrors } from '@lakeward/report/testing';
import schema from '../../schemas/review-report.v1.schema.json';
import { embeddedDependencies } from '../embedded-dependencies';
import { readLogFolder } from '../logs/log-folder';
import { sha256, type Manifest } from '../evidence/manifest';
import { reviewDay } from '../review/review-day';
import type { ReviewReport } from './report-model';

const STRATUS = path.resolve(__dirname, '../../../../../shared/data/cloudtrail-stratus');
const found = existsSync(STRATUS);
const suite = found ? describe : describe.skip;
const place = found ? '' : ': skipped, as ../shared/data/cloudtrail-stratus is not there';

suite(`the report of a recorded attack simulation${place}`, () => {
  let manifest: Manifest | undefined;
  let html = '';
  let json = '';

  beforeAll(async () => {
    const lake = await mkdtemp(path.join(tmpdir(), 'lakeward-report-'));
    const day = UtcDay.parse('2023-07-10');
    const dependencies = await embeddedDependencies({
      lake,
      logs: await readLogFolder(STRATUS, day),
      guardedBuckets: [],
      listingCap: 1_000,
      clock: systemClock,
      log: new CapturedLog(),
    });
    try {
      const input = { day, pack: 'pci-dss-4.0.1', requestedAt: new Date('2023-07-11T02:00:00Z') };
      const reviewed = await reviewDay(input, dependencies, { deadline: Deadline.none(systemClock) });
      manifest = reviewed.manifest;
      const bundle = path.dirname(await dependencies.localPath(reviewed.manifestUri));
      html = await readFile(path.join(bundle, 'report.html'), 'utf8');
      json = await readFile(path.join(bundle, 'report.json'), 'utf8');
    } finally {
      await dependencies.close();
      await rm(lake, { recursive: true });
    }
  }, 120_000);

  test('the manifest vouches for the page and its twin', () => {
    const files = new Map(manifest?.evidence.map((file) => [file.name, file]));
    for (const [name, text] of [['report.html', html] as const, ['report.json', json] as const]) {
      expect(files.get(name)).toEqual({
        name,
        sha256: sha256(text),
        bytes: Buffer.byteLength(text),
        rows: 0,
      });
    }
  });

  test('the twin is as its schema says, and its numbers are those of the manifest', () => {
    const report = JSON.parse(json) as ReviewReport;
    expect(schemaErrors(report, schema)).toEqual([]);
    const counts = (manifest?.rules ?? []).map(({ count }) => count);
    const total = counts.reduce((sum, count) => sum + count, 0);
    expect(Object.values(report.totals.findings).reduce((sum, count) => sum + count, 0)).toBe(total);
    // Hours are counted as delivered, findings once: an event that came twice is two in the timeline.
    const inTimeline = report.timeline.flatMap(({ findings }) => Object.values(findings));
    expect(inTimeline.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(total);
    expect(report.timeline.reduce((sum, { events }) => sum + events, 0)).toBe(2_900);
    for (const { findings, listed } of report.rules) expect(findings).toHaveLength(listed);
  });

  test('the page says what the day needs', () => {
    const report = JSON.parse(json) as ReviewReport;
    const { critical, high } = report.totals.findings;
    expect(report.verdict.number).toBe(critical + high);
    expect(html).toContain(`<h1>2023-07-10 was read whole, but nothing proves that no log is missing; `);
    expect(html).toContain('Trail stopped or deleted</a></b><span class="number">2 findings</span>');
  });
});
