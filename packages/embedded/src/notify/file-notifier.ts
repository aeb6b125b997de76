import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '@lakeward/core';
import { checkNotice, type Notice, type Notifier } from '@lakeward/sns';
import { fileError } from '../files/file-error';
import { appendLines } from '../files/line-log';

export interface FileNotifierOptions {
  /** Directory of the lake. */
  readonly lake: string;
  readonly clock: Clock;
  /** Makes message ids that never come twice. */
  readonly newId?: () => string;
}

/** A notice as a line of its topic's file. */
export interface PublishedNotice extends Notice {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * A {@link Notifier} that appends JSON lines ({@link PublishedNotice}) to `<lake>/.lakeward/notices/<topic>.jsonl`, whole ones even when
 * several processes write. Every topic exists; topics of one name in several regions or accounts share a file.
 */
export class FileNotifier implements Notifier {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #newId: () => string;

  constructor({ lake, clock, newId = randomUUID }: FileNotifierOptions) {
    this.#directory = path.join(lake, '.lakeward', 'notices');
    this.#clock = clock;
    this.#newId = newId;
  }

  async publish(notice: Notice): Promise<string> {
    const name = checkNotice(notice);
    const { topic, subject, message, attributes } = notice;
    const published: PublishedNotice = {
      id: this.#newId(),
      at: this.#clock.now().toISOString(),
      topic,
      subject,
      message,
      ...(attributes === undefined ? {} : { attributes }),
    };
    try {
      await mkdir(this.#directory, { recursive: true });
      const file = path.join(this.#directory, `${name}.jsonl`);
      await appendLines(file, [JSON.stringify(published)], { create: true, gap: 'when-needed' });
    } catch (error) {
      throw fileError(error, 'SNS', `Notices of ${name}`);
    }
    return published.id;
  }
}
