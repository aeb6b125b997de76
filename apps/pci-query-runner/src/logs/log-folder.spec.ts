import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { UtcDay } from '@lakeward/core';
import { readLogFolder } from './log-folder';

const day = UtcDay.parse('2026-03-09');
const log = (eventTime: string, recipientAccountId = '999900001111'): string =>
  JSON.stringify({ Records: [{ eventTime, eventName: 'X', awsRegion: 'ap-south-1', recipientAccountId }] });

let root = '';
beforeEach(() => (root = realpathSync(mkdtempSync(path.join(tmpdir(), 'lakeward-folder-')))));
afterEach(() => rmSync(root, { recursive: true }));

function put(relative: string, body: string | Buffer = log('2026-03-09T10:00:00Z')): string {
  const file = path.join(root, relative);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, body);
  return file;
}

describe('readLogFolder', () => {
  test("places files by CloudTrail's folders, at any depth, for one account or an organization", async () => {
    const name = '444455556666_CloudTrail_eu-west-1_20260309T2355Z_AAAAAAAAAAAAAAAA.json.gz';
    const organization = put(
      `audit/AWSLogs/o-a1b2c3d4e5/444455556666/CloudTrail/eu-west-1/2026/03/09/${name}`,
    );
    const other = put(`AWSLogs/777788889999/CloudTrail/us-east-1/2026/03/09/renamed.json`);
    put(`AWSLogs/777788889999/CloudTrail/us-east-1/2026/03/10/tomorrow.json`);
    put(`AWSLogs/777788889999/CloudTrail-Insight/us-east-1/2026/03/09/insight.json.gz`);
    expect(await readLogFolder(root, day)).toMatchObject({
      files: new Map([
        [`AWSLogs/777788889999/CloudTrail/us-east-1/2026/03/09/renamed.json`, other],
        [`AWSLogs/444455556666/CloudTrail/eu-west-1/2026/03/09/${name}`, organization],
      ]),
      accounts: ['777788889999', '444455556666'],
      regions: ['eu-west-1', 'us-east-1'],
      problems: [],
    });
  });

  test('places flat files by their names, whatever they hold', async () => {
    const file = put('444455556666_CloudTrail_eu-west-1_20260309T2355Z_AAAAAAAAAAAAAAAA.json', 'cut');
    put('444455556666_CloudTrail_eu-west-1_20260308T2355Z_AAAAAAAAAAAAAAAA.json');
    put('444455556666_CloudTrail-Insight_eu-west-1_20260309T2355Z_AAAAAAAAAAAAAAAA.json.gz');
    put('LICENSE', 'x');
    const { files, problems } = await readLogFolder(root, day);
    expect([...files.values()]).toEqual([file]);
    expect(problems).toEqual([]);
  });

  test('places files with names of their own by their last event, after all named ones', async () => {
    put('events.json.gz', gzipSync(log('2026-03-09T23:59:59Z')));
    put('old.json', log('2026-03-01T00:00:00Z'));
    put('z/444455556666_CloudTrail_eu-west-1_20260309T2355Z_AAAAAAAAAAAAAAAA.json');
    const { files, accounts } = await readLogFolder(root, day);
    expect([...files.keys()]).toContain(
      'AWSLogs/999900001111/CloudTrail/ap-south-1/2026/03/09/events.json.gz',
    );
    expect(files.size).toBe(2);
    expect(accounts).toEqual(['444455556666', '999900001111']);
  });

  test('brings digests of the day and of the days next to it, with the files beside them', async () => {
    const name = (end: string, region = 'eu-west-1'): string =>
      `444455556666_CloudTrail-Digest_${region}_audit_eu-west-1_${end}Z.json.gz`;
    const folder = 'x/AWSLogs/o-a1b2c3d4e5/444455556666/CloudTrail-Digest';
    const filed = put(`${folder}/eu-west-1/2026/03/10/${name('20260310T001431')}`);
    const beside = put(`${folder}/eu-west-1/2026/03/10/${name('20260310T001431')}.metadata.json`, '{}');
    const flat = put(name('20260309T011431', 'us-east-1'));
    put(name('20260308T231431', 'ap-south-1'));
    put(name('20260311T011431', 'sa-east-1'));
    put(name('20260307T231431', 'sa-east-1'));
    const { files, logs, cells, accounts, regions, problems } = await readLogFolder(root, day);
    const key = (region: string, date: string, end: string): string =>
      `AWSLogs/444455556666/CloudTrail-Digest/${region}/${date}/${name(end, region)}`;
    expect(new Map(files)).toEqual(
      new Map([
        [
          key('ap-south-1', '2026/03/08', '20260308T231431'),
          path.join(root, name('20260308T231431', 'ap-south-1')),
        ],
        [key('us-east-1', '2026/03/09', '20260309T011431'), flat],
        [key('eu-west-1', '2026/03/10', '20260310T001431'), filed],
        [`${key('eu-west-1', '2026/03/10', '20260310T001431')}.metadata.json`, beside],
      ]),
    );
    // What ended before the day tells nothing of what was to be delivered on it.
    expect(cells).toEqual([
      { account: '444455556666', region: 'us-east-1' },
      { account: '444455556666', region: 'eu-west-1' },
    ]);
    expect([logs, accounts, regions, problems]).toEqual([
      0,
      ['444455556666'],
      ['eu-west-1', 'us-east-1'],
      [],
    ]);
  });

  test('a digest in the folders of another Region stays there, to be refused', async () => {
    const name = '444455556666_CloudTrail-Digest_eu-west-1_audit_eu-west-1_20260309T011431Z.json.gz';
    put(`AWSLogs/444455556666/CloudTrail-Digest/us-east-1/2026/03/09/${name}`);
    const { files } = await readLogFolder(root, day);
    expect([...files.keys()]).toEqual([
      `AWSLogs/444455556666/CloudTrail-Digest/us-east-1/2026/03/09/${name}`,
    ]);
  });

  test('names files that belong to no day, and says whether events may be lost with them', async () => {
    const cut = put('cut.json', '{"Records":[{"eventTime":');
    const foreign = put('package.json', '{"name":"x"}');
    put('no-events.json', '{"Records":[]}');
    const { files, problems } = await readLogFolder(root, day);
    expect(files.size).toBe(0);
    expect(problems.map(({ code, file, losesEvents }) => [code, file, losesEvents])).toEqual([
      ['PCI_LOG_TRUNCATED', cut, true],
      ['PCI_LOG_NOT_CLOUDTRAIL', foreign, false],
    ]);
  });

  test('keeps two files of one name apart', async () => {
    const name = '444455556666_CloudTrail_eu-west-1_20260309T2355Z_AAAAAAAAAAAAAAAA.json';
    put(`first/${name}`);
    put(`second/${name}`);
    expect((await readLogFolder(root, day)).files.size).toBe(2);
  });

  test('the same folder is the same bucket, another folder another', async () => {
    const { bucket } = await readLogFolder(root, day);
    expect((await readLogFolder(`${root}/.`, day)).bucket).toBe(bucket);
    mkdirSync(path.join(root, 'sub'));
    expect((await readLogFolder(path.join(root, 'sub'), day)).bucket).not.toBe(bucket);
    expect(bucket).toMatch(/^logs-[0-9a-f]{12}$/);
  });

  test('a folder that is not there is a named error', async () => {
    await expect(readLogFolder(path.join(root, 'none'), day)).rejects.toMatchObject({
      code: 'PCI_LOG_FOLDER_NOT_FOUND',
    });
  });
});
