import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '@lakeward/core';
import { checkEvents, type BusEvent, type EventBus } from '@lakeward/eventbridge';
import { fileError } from '../files/file-error';
import { appendLines } from '../files/line-log';

export interface FileEventBusOptions {
  /** Directory of the lake. */
  readonly lake: string;
  readonly clock: Clock;
  /** Makes event ids that never come twice. */
  readonly newId?: () => string;
}

/** An event as a line of its bus's file. */
export interface RecordedEvent extends BusEvent {
  readonly id: string;
  /** ISO 8601. */
  readonly time: string;
  /** As it was named. */
  readonly bus: string;
}

/**
 * An {@link EventBus} that appends JSON lines ({@link RecordedEvent}) to `<lake>/.lakeward/events/<bus>.jsonl`, whole ones
 * even when several processes write. Every bus exists; buses of one name in several regions or accounts share a file.
 */
export class FileEventBus implements EventBus {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #newId: () => string;

  constructor({ lake, clock, newId = randomUUID }: FileEventBusOptions) {
    this.#directory = path.join(lake, '.lakeward', 'events');
    this.#clock = clock;
    this.#newId = newId;
  }

  async put(bus: string, events: readonly BusEvent[]): Promise<string[]> {
    checkEvents(bus, events);
    if (events.length === 0) return [];
    const time = this.#clock.now().toISOString();
    const recorded = events.map(({ source, type, detail, resources }): RecordedEvent => ({
      id: this.#newId(),
      time,
      bus,
      source,
      type,
      detail,
      ...(resources === undefined ? {} : { resources }),
    }));
    // Names of buses may hold slashes (partner buses), and "." and ".." are names too.
    const name = bus.replace(/^arn:.*:event-bus\//, '').replaceAll(/[^\w-]/g, '_');
    try {
      await mkdir(this.#directory, { recursive: true });
      const lines = recorded.map((event) => JSON.stringify(event));
      await appendLines(path.join(this.#directory, `${name}.jsonl`), lines, {
        create: true,
        gap: 'when-needed',
      });
    } catch (error) {
      throw fileError(error, 'EVENTS', `Events of ${bus}`);
    }
    return recorded.map(({ id }) => id);
  }
}
