import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SEVERITIES, type RulePack, type RuleSamples } from '../query/rule';
import { PACKS, packOf } from './packs';
import { pciDss401Samples } from './pci-dss-4-0-1/samples';
import { pciDss321Samples, SAMPLE_GUARDED_BUCKETS } from './pci-dss-3-2-1.samples';
import { reviewFolder } from './testing/review-folder';

const SAMPLES: Readonly<Record<string, Readonly<Record<string, RuleSamples>>>> = {
  'pci-dss-3.2.1': pciDss321Samples,
  'pci-dss-4.0.1': pciDss401Samples,
};

describe.each(Object.values(PACKS))('pack $id', (pack: RulePack) => {
  const samples = SAMPLES[pack.id] ?? {};

  test('every rule says what a reviewer needs, under an id of its own', () => {
    expect(new Set(pack.rules.map(({ id }) => id)).size).toBe(pack.rules.length);
    for (const rule of pack.rules) {
      expect(rule.id).toMatch(/^[0-9a-z.-]+$/);
      expect(SEVERITIES).toContain(rule.severity);
      expect(rule.requirements[pack.standard]).not.toEqual([]);
      expect(rule.title.length).toBeGreaterThan(8);
      for (const text of [rule.why, rule.action, rule.falsePositives]) {
        expect(text.length).toBeGreaterThan(15);
      }
    }
  });

  test('every rule has at least two events that it matches and two that it does not', () => {
    expect(Object.keys(samples).sort()).toEqual(pack.rules.map(({ id }) => id).sort());
    for (const { matching, other } of Object.values(samples)) {
      expect(matching.length).toBeGreaterThanOrEqual(2);
      expect(other.length).toBeGreaterThanOrEqual(2);
    }
  });

  test('each rule matches its samples and no near miss, on the real engine and by the real statement', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'lakeward-samples-'));
    try {
      const expected = new Map<string, string[]>();
      const records = Object.entries(samples).flatMap(([rule, { matching, other }]) => {
        const withIds = [...matching, ...other].map((event, index) => ({
          ...event,
          eventID: `${rule}/${index}`,
        }));
        expected.set(
          rule,
          withIds.slice(0, matching.length).map(({ eventID }) => eventID),
        );
        return withIds;
      });
      const name = '444455556666_CloudTrail_eu-west-1_20260309T1005Z_Samples000000001.json';
      writeFileSync(path.join(directory, name), JSON.stringify({ Records: records }));
      const { findings } = await reviewFolder(directory, {
        date: '2026-03-09',
        pack: pack.id,
        guardedBuckets: SAMPLE_GUARDED_BUCKETS,
      });

      for (const [rule, ids] of expected) {
        // What other rules' samples match is theirs to say; here only this rule's own events are looked at.
        const found = findings.filter(
          (finding) => finding.rule === rule && finding.eventId.startsWith(`${rule}/`),
        );
        expect([rule, found.map(({ eventId }) => eventId).sort()]).toEqual([rule, ids.sort()]);
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  }, 120_000);
});

test('an unknown pack is an error that names the known ones', () => {
  expect(() => packOf('pci-dss-2')).toThrow(expect.objectContaining({ code: 'PCI_UNKNOWN_PACK' }));
});
