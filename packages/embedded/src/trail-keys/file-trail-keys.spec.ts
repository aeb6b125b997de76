import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TrailKey } from '@lakeward/cloudtrail';
import { makeTrailKeyPair, trailKeysContract } from '@lakeward/cloudtrail/testing';
import { FileTrailKeys } from './file-trail-keys';

let folder = '';
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'lakeward-keys-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const printed = (keys: readonly TrailKey[], time: (date: Date) => unknown = (date) => date.toISOString()) =>
  JSON.stringify({
    PublicKeyList: keys.map(({ fingerprint, der, validFrom, validUntil }) => ({
      Value: Buffer.from(der).toString('base64'),
      ValidityStartTime: time(validFrom),
      ValidityEndTime: time(validUntil),
      Fingerprint: fingerprint,
    })),
  });

const put = (name: string, body: string): string => {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, body);
  return file;
};

trailKeysContract('a file for each Region', {
  makeKeys: (keys) => {
    for (const [region, list] of Object.entries(keys)) put(`${region}.json`, printed(list));
    return Promise.resolve({ keys: new FileTrailKeys(folder) });
  },
});

trailKeysContract('a folder for each Region, a file for each key', {
  makeKeys: (keys) => {
    for (const [region, list] of Object.entries(keys)) {
      list.forEach((key, index) => put(`keys/${region}/2026-0${index}.json`, printed([key])));
    }
    return Promise.resolve({ keys: new FileTrailKeys(folder) });
  },
});

const period = { from: new Date('2026-03-09T00:00:00Z'), until: new Date('2026-03-10T02:00:00Z') };
const { publicKey } = makeTrailKeyPair();

describe('FileTrailKeys', () => {
  test('one file counts for every Region', async () => {
    const keys = new FileTrailKeys(put('keys.json', printed([publicKey])));
    expect(await keys.list('eu-west-1', period)).toEqual([publicKey]);
    expect(await keys.list('us-gov-west-1', period)).toEqual([publicKey]);
  });

  test('times may be seconds, as the first version of the AWS command line prints them', async () => {
    const seconds = (date: Date): number => date.getTime() / 1_000;
    const keys = new FileTrailKeys(put('keys.json', printed([publicKey], seconds)));
    expect(await keys.list('eu-west-1', period)).toEqual([publicKey]);
  });

  test('Regions are told apart by whole names, hidden and other files are left alone', async () => {
    put('keys-us-east-1.json', printed([publicKey]));
    put('keys-us-east-12.json', printed([]));
    put('.hidden.json', 'x');
    put('README.txt', 'x');
    const keys = new FileTrailKeys(folder);
    expect(await keys.list('us-east-1', period)).toEqual([publicKey]);
    expect(await keys.list('us-east-12', period)).toEqual([]);
  });

  test.each([
    ['text that is no JSON', '{', 'eu-west-1.json', '" is not JSON.'],
    ['another document', '{"Keys":[]}', 'eu-west-1.json', 'another form at PublicKeyList.'],
    [
      'a key that is not base64',
      printed([publicKey]).replace('"Value":"', '"Value":"*'),
      'eu-west-1.json',
      'another form at PublicKeyList.0.Value.',
    ],
    [
      'a time that is none',
      printed([publicKey], () => 'soon'),
      'eu-west-1.json',
      'at PublicKeyList.0.ValidityStartTime, PublicKeyList.0.ValidityEndTime.',
    ],
    ['a name without a Region', printed([publicKey]), 'keys.json', 'has no Region in its name.'],
    ['a folder without keys', '', 'README.txt', 'holds no .json file.'],
  ])('%s is named with its place', async (_, body, name, message) => {
    put(name, body);
    await expect(new FileTrailKeys(folder).list('eu-west-1', period)).rejects.toMatchObject({
      code: 'CLOUDTRAIL_KEYS_UNREADABLE',
      message: expect.stringContaining(message),
    });
  });

  test('a place that is not there is named', async () => {
    const place = path.join(folder, 'none');
    await expect(new FileTrailKeys(place).list('eu-west-1', period)).rejects.toMatchObject({
      code: 'CLOUDTRAIL_KEYS_UNREADABLE',
      message: `The public keys of CloudTrail: "${place}" cannot be read.`,
    });
  });
});
