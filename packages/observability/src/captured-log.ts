import type { Log, LogEvent, LogValue } from './log-event';

/** A log that keeps what is written, for tests. */
export class CapturedLog implements Log {
  readonly lines: { code: string; fields: Readonly<Record<string, LogValue>> }[] = [];
  readonly metrics: Record<string, number> = {};

  write<Field extends string>(
    event: LogEvent<Field>,
    fields: Readonly<Record<NoInfer<Field>, LogValue>>,
  ): void {
    this.lines.push({ code: event.code, fields });
  }

  count(metric: string, value: number): void {
    this.metrics[metric] = (this.metrics[metric] ?? 0) + value;
  }

  flush(): void {
    // Nothing is buffered.
  }

  /** The codes written so far, in order. */
  codes(): string[] {
    return this.lines.map(({ code }) => code);
  }
}
