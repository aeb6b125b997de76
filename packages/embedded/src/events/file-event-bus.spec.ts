import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ManualClock } from '@lakeward/core';
import { eventBusContract } from '@lakeward/eventbridge/testing';
import { FileEventBus, type RecordedEvent } from './file-event-bus';

const clock = new ManualClock('2026-03-10T07:00:00Z');
let lake: string;
beforeEach(async () => {
  lake = await mkdtemp(path.join(tmpdir(), 'lakeward-events-'));
});
afterEach(() => rm(lake, { recursive: true, force: true }));

const linesOf = async (name: string): Promise<string[]> =>
  (await readFile(path.join(lake, '.lakeward', 'events', `${name}.jsonl`), 'utf8').catch(() => ''))
    .split('\n')
    .filter((line) => line !== '');

eventBusContract('file of JSON lines', () =>
  Promise.resolve({
    bus: new FileEventBus({ lake, clock }),
    received: async () =>
      (await linesOf('lake')).map((line) => {
        const { id, time, ...event } = JSON.parse(line) as RecordedEvent;
        expect(id).not.toBe(time);
        return event;
      }),
  }),
);

describe('FileEventBus', () => {
  const event = { source: 'lakeward.test', type: 'Something Happened', detail: { rows: 7 } };

  test('writes one line an event, with id, time and bus', async () => {
    const bus = new FileEventBus({ lake, clock, newId: () => 'id-1' });
    await bus.put('lake', [event]);
    expect(await linesOf('lake')).toEqual([
      '{"id":"id-1","time":"2026-03-10T07:00:00.000Z","bus":"lake","source":"lakeward.test","type":"Something Happened","detail":{"rows":7}}',
    ]);
  });

  test.each([
    ['..', '__'],
    ['aws.partner/example.com/1', 'aws_partner_example_com_1'],
    ['arn:aws:events:eu-west-1:444455556666:event-bus/lake', 'lake'],
  ])('bus %s has the file %s.jsonl', async (bus, name) => {
    await new FileEventBus({ lake, clock }).put(bus, [event]);
    expect(await linesOf(name)).toHaveLength(1);
  });
});
