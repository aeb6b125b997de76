import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pciDss401 } from './pci-dss-4-0-1';
import { reviewFolder } from './testing/review-folder';

const STRATUS = path.resolve(__dirname, '../../../../../shared/data/cloudtrail-stratus');
const TRAIL_BUCKET = 'stratus-red-team-ctlr-bucket-zqfsvooxqj';

/** Steps of the recorded attack, and the rules that are meant for them; each has to find something. */
const STEPS: readonly (readonly [string, ...string[]])[] = [
  ['identities and rights listed', 'identity-inventory-read'],
  ["Windows passwords asked for, with rights that don't suffice", 'credential-read-refused', 'access-denied'],
  [
    "instance's credentials taken out by a command and used elsewhere",
    'remote-command',
    'instance-credentials-used',
  ],
  ['secrets read in bulk', 'secret-read'],
  ['encrypted parameters read in bulk', 'parameter-decrypted'],
  ['trail deleted, and tried to', 'trail-stopped-or-deleted', 'trail-change-failed'],
  ['event selectors narrowed', 'trail-weakened', 'trail-changed'],
  [
    "logs in the trail's bucket made to expire after a day",
    'bucket-lifecycle-short',
    'guarded-bucket-configuration',
  ],
  ['trail stopped: the trail was gone already', 'trail-change-failed'],
  ['account taken out of the organization: refused', 'organization-leave-failed', 'identity-change-refused'],
  ['flow logs removed, with their log group', 'flow-logs-deleted', 'log-group-deleted'],
  ["instances' start scripts read, allowed and refused", 'user-data-read', 'credential-read-refused'],
  ['security group opened for SSH', 'security-group-open', 'security-group-open-administration'],
  ['machine image and disk snapshot shared', 'snapshot-shared'],
  ['database snapshot shared', 'database-snapshot-shared'],
  ["bucket's policy opened to another account", 'bucket-shared-outside', 'bucket-policy-change'],
  ['console sign-in without MFA', 'console-sign-in-without-mfa'],
  ['role opened to another account', 'trust-to-outside', 'trust-policy-change'],
  ['access key made for another user', 'access-key-for-another', 'access-key-change'],
  ['administrator made', 'iam-user-change', 'administrator-granted'],
  ['console password given to another user', 'console-password-for-another'],
  ['function opened to everyone', 'function-opened', 'function-permission-change'],
  ["function's code overwritten", 'function-code-changed'],
  ['roles-anywhere trust anchor and profile made', 'roles-anywhere-change'],
  ['roles tried', 'role-assumption-refused'],
  ['trail searched', 'audit-trail-searched'],
  ['the tool named itself', 'attack-tool'],
];

/** Exact findings; every other rule of the pack has none. */
const COUNTS: Readonly<Record<string, number>> = {
  'console-sign-in-without-mfa': 1,
  'console-sign-in': 2,
  'iam-user-change': 8,
  'iam-role-change': 38,
  'iam-policy-change': 26,
  'administrator-granted': 2,
  'trust-policy-change': 2,
  'trust-to-outside': 1,
  'roles-anywhere-change': 4,
  'access-key-change': 4,
  'access-key-for-another': 2,
  'console-password-change': 4,
  'console-password-for-another': 2,
  'trail-stopped-or-deleted': 2,
  'trail-weakened': 1,
  'trail-changed': 2,
  'trail-started-or-created': 4,
  'trail-change-failed': 4,
  'audit-trail-searched': 2,
  'guarded-bucket-configuration': 4,
  'log-group-deleted': 1,
  'flow-logs-deleted': 1,
  'bucket-lifecycle-short': 1,
  'bucket-lifecycle-change': 2,
  'bucket-policy-change': 4,
  'deletion-protection-removed': 2,
  'organization-leave-failed': 1,
  'security-group-open': 2,
  'security-group-open-administration': 1,
  'security-group-change': 7,
  'route-change': 50,
  'gateway-change': 19,
  'vpc-change': 31,
  'snapshot-shared': 2,
  'database-snapshot-shared': 1,
  'snapshot-created': 3,
  'bucket-shared-outside': 1,
  'function-opened': 1,
  'secret-read': 60,
  'parameter-decrypted': 87,
  'secret-change': 139,
  'user-data-read': 4,
  'credential-read-refused': 44,
  'remote-command': 1,
  'identity-inventory-read': 1,
  'instance-credentials-used': 2,
  'attack-tool': 1146,
  'access-denied': 60,
  'identity-change-refused': 1,
  'role-assumption-refused': 13,
  'database-created': 2,
  'database-deleted': 1,
  'instance-created': 2,
  'instance-terminated': 2,
  'bucket-created-or-deleted': 10,
  'backup-deleted': 4,
  'storage-deleted': 2,
  'function-code-changed': 2,
  'function-permission-change': 2,
  'function-created-or-deleted': 4,
};

const found = existsSync(STRATUS);
const suite = found ? describe : describe.skip;
const place = found ? '' : ': skipped, as ../shared/data/cloudtrail-stratus is not there';

suite(`pack pci-dss-4.0.1 on a recorded attack simulation${place}`, () => {
  let counts: Readonly<Record<string, number>> = {};

  beforeAll(async () => {
    const settings = { date: '2023-07-10', pack: pciDss401.id, guardedBuckets: [TRAIL_BUCKET] };
    const { manifest } = await reviewFolder(STRATUS, settings);
    expect(manifest.eventsRead).toBe(2_900);
    counts = Object.fromEntries(manifest.rules.map(({ id, count }) => [id, count]));
  }, 120_000);

  test('finds exactly what is there, by every rule', () => {
    const none = Object.fromEntries(pciDss401.rules.map(({ id }) => [id, 0]));
    expect(counts).toEqual({ ...none, ...COUNTS });
  });

  test.each(STEPS)('step of the attack: %s', (_step, ...rules) => {
    for (const rule of rules) expect(counts[rule]).toBeGreaterThan(0);
  });

  test('agrees with a count in another language, by more than forty rules', () => {
    const script = path.join(__dirname, 'testing/count-events.py');
    const python = spawnSync('python3', [script, STRATUS, TRAIL_BUCKET], { encoding: 'utf8' });
    const { rules } = JSON.parse(python.stdout) as { rules: Record<string, number> };
    expect(Object.keys(rules).length).toBeGreaterThan(40);
    expect(Object.fromEntries(Object.keys(rules).map((rule) => [rule, counts[rule]]))).toEqual(rules);
  });
});
