import { gzipSync } from 'node:zlib';
import { reviewLake, type ReviewedLake } from '../testing/embedded-lake';

const accounts = ['444455556666', '777788889999'];
const regions = ['eu-west-1', 'us-east-1'];

/** A log file of one account and Region with as many root actions as the number says, and the folder of another day beside it. */
function files(root: string): Record<string, Buffer> {
  const entries = accounts.flatMap((account, row) =>
    regions.flatMap((region, column) =>
      ['2026/03/08', '2026/03/09'].map((day): [string, Buffer] => {
        const count = day === '2026/03/09' ? 1 + row * 2 + column : 9;
        const name = `${account}_CloudTrail_${region}_${day.replaceAll('/', '')}T1205Z_AAAAAAAAAAAAAAAA.json.gz`;
        const Records = Array.from({ length: count }, (_, index) => ({
          eventTime: '2026-03-09T12:00:00Z',
          eventID: `${account}/${region}/${day}/${index}`,
          eventSource: 's3.amazonaws.com',
          eventName: 'PutBucketPolicy',
          awsRegion: region,
          recipientAccountId: account,
          userIdentity: { type: 'Root', arn: `arn:aws:iam::${account}:root` },
        }));
        return [
          `${root}${account}/CloudTrail/${region}/${day}/${name}`,
          gzipSync(JSON.stringify({ Records })),
        ];
      }),
    ),
  );
  return Object.fromEntries(entries);
}

const review = (
  partitionMode: 'projection' | 'add-partition',
  { prefix, organizationId }: { prefix: string; organizationId: string },
): Promise<ReviewedLake> => {
  const organization = organizationId === '' ? '' : `${organizationId}/`;
  return reviewLake({
    settings: { partitionMode, prefix, organizationId, accounts, regions },
    files: files(`${prefix}AWSLogs/${organization}`),
    pack: 'pci-dss-3.2.1',
    date: '2026-03-09',
  });
};

/** What does not depend on how partitions come to be. */
const found = ({ manifest, findings }: ReviewedLake) => ({
  events: manifest.eventsRead,
  bytes: manifest.query.bytesScanned,
  estimated: manifest.query.estimatedBytes,
  counts: manifest.rules.map(({ id, count }) => [id, count]),
  hours: manifest.eventHours,
  findings,
});

describe.each([
  ['a trail of one account', { prefix: '', organizationId: '' }],
  ['an organization trail with a prefix', { prefix: 'audit/eu/', organizationId: 'o-a1b2c3d4e5' }],
])('%s', (_, layout) => {
  test('gives the same by projected and by added partitions, and reads the one day only', async () => {
    const projected = found(await review('projection', layout));
    const added = found(await review('add-partition', layout));
    expect(added).toEqual(projected);
    expect(projected.events).toBe(1 + 2 + 3 + 4);
    expect(projected.counts).toContainEqual(['10.2.2-root', 10]);
    expect(projected.bytes).toBe(projected.estimated);
    expect(new Set(projected.findings.map((finding) => finding['recipient_account_id']))).toEqual(
      new Set(accounts),
    );
    expect(projected.findings.every((finding) => finding['log_file']?.includes('/2026/03/09/'))).toBe(true);
  });
});
