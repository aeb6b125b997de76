import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ManualClock } from '@lakeward/core';
import type { Notice } from '@lakeward/sns';
import { notifierContract } from '@lakeward/sns/testing';
import { FileNotifier, type PublishedNotice } from './file-notifier';

const clock = new ManualClock('2026-03-09T07:00:00Z');
const topic = 'arn:aws:sns:eu-west-1:111122223333:alerts';
/** Linux has a device that is always full; elsewhere the test is counted as skipped. */
const SKIP = 'skip';
const onFullDisk = existsSync('/dev/full') ? test : test[SKIP];

let lake: string;
beforeEach(async () => {
  lake = await mkdtemp(path.join(tmpdir(), 'lakeward-notices-'));
});
afterEach(() => rm(lake, { recursive: true, force: true }));

const file = () => path.join(lake, '.lakeward', 'notices', 'alerts.jsonl');
const lines = async () => (await readFile(file(), 'utf8')).trimEnd().split('\n');
const noticeOf = (line: string): Notice => {
  const { id, at, ...notice } = JSON.parse(line) as PublishedNotice;
  expect(id).not.toBe(at);
  return notice;
};

notifierContract('file of JSON lines', {
  makeNotifier: () =>
    Promise.resolve({
      notifier: new FileNotifier({ lake, clock }),
      topic,
      unknownTopic: `${topic}-unknown`,
      received: async () => (await lines()).map(noticeOf),
    }),
  unsupported: { 'unknown-topic': 'a file is made for any topic' },
});

describe('FileNotifier', () => {
  const notice = { topic, subject: 'Export verified', message: 'two\nlines' };

  test('writes one line a notice, with id and time', async () => {
    let next = 0;
    const notifier = new FileNotifier({ lake, clock, newId: () => `id-${(next += 1)}` });
    expect(await notifier.publish({ ...notice, attributes: { app: 'export' } })).toBe('id-1');
    expect(await notifier.publish(notice)).toBe('id-2');
    expect(await readFile(file(), 'utf8')).toBe(
      `{"id":"id-1","at":"2026-03-09T07:00:00.000Z","topic":"${topic}","subject":"Export verified","message":"two\\nlines","attributes":{"app":"export"}}\n` +
        `{"id":"id-2","at":"2026-03-09T07:00:00.000Z","topic":"${topic}","subject":"Export verified","message":"two\\nlines"}\n`,
    );
  });

  test('two writers never mix their lines, however long', async () => {
    const writers = [new FileNotifier({ lake, clock }), new FileNotifier({ lake, clock })];
    const messages = Array.from({ length: 60 }, (_, n) => String(n).repeat(50_000 + n * 700));
    await Promise.all(messages.map((message, n) => writers[n % 2]!.publish({ ...notice, message })));
    const received = (await lines()).map((line) => noticeOf(line).message);
    expect(received.sort()).toEqual([...messages].sort());
  });

  test('begins a new line after one that a killed writer left half-written', async () => {
    const notifier = new FileNotifier({ lake, clock });
    await notifier.publish(notice);
    await appendFile(file(), '{"id":"x","at"');
    await notifier.publish(notice);
    const [first, broken, third] = await lines();
    expect(noticeOf(first!)).toEqual(notice);
    expect(broken).toBe('{"id":"x","at"');
    expect(noticeOf(third!)).toEqual(notice);
  });

  test('keeps nothing of a notice that it refuses', async () => {
    const notifier = new FileNotifier({ lake, clock });
    await expect(notifier.publish({ ...notice, subject: '' })).rejects.toMatchObject({
      code: 'SNS_INVALID_NOTICE',
    });
    await expect(lines()).rejects.toMatchObject({ code: 'ENOENT' });
  });

  onFullDisk('a full disk is told as such', async () => {
    await mkdir(path.dirname(file()), { recursive: true });
    await symlink('/dev/full', file());
    await expect(new FileNotifier({ lake, clock }).publish(notice)).rejects.toMatchObject({
      code: 'SNS_UNAVAILABLE',
      retryable: true,
    });
  });
});
