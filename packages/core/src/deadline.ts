import type { Clock } from './clock';

/** The instant by which work must be over, such as the end of a Lambda invocation less a margin to clean up. */
export class Deadline {
  readonly #clock: Clock;
  readonly #at: number;

  private constructor(clock: Clock, at: number) {
    this.#clock = clock;
    this.#at = at;
  }

  /** A deadline `milliseconds` from now. */
  static in(milliseconds: number, clock: Clock): Deadline {
    return new Deadline(clock, clock.now().getTime() + milliseconds);
  }

  /** No deadline: for a command line, where a person can press Ctrl-C. */
  static none(clock: Clock): Deadline {
    return new Deadline(clock, Number.POSITIVE_INFINITY);
  }

  /** Milliseconds left, never below zero. */
  remaining(): number {
    return Math.max(0, this.#at - this.#clock.now().getTime());
  }

  /** True once no time is left. */
  passed(): boolean {
    return this.remaining() === 0;
  }
}
