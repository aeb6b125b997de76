/** How loud an event is. */
export type LogLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

/** A value that may be logged: short, and never a payload, an object key or an SQL parameter. */
export type LogValue = string | number | boolean;

/**
 * A line that the log may hold, declared beside the app that writes it. Alarms filter on `code`, so a code is an API: it is
 * never renamed. `fields` are all that may be logged with it.
 */
export interface LogEvent<Field extends string = string> {
  readonly code: string;
  readonly level: LogLevel;
  readonly sentence: string;
  readonly fields: readonly Field[];
}

/** Declares a log event; `fields` are checked where it is written. */
export function logEvent<const Field extends string>(event: LogEvent<Field>): LogEvent<Field> {
  return event;
}

/** Where log events and metrics go. */
export interface Log {
  /** Writes the event with its declared fields. */
  write<Field extends string>(
    event: LogEvent<Field>,
    fields: Readonly<Record<NoInfer<Field>, LogValue>>,
  ): void;
  /** Adds to a CloudWatch metric of the app. */
  count(metric: string, value: number): void;
  /** Sends what is buffered; called at the end of an invocation. */
  flush(): void;
}
