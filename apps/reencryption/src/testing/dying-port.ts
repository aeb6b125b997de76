import { Readable } from 'node:stream';

/** Stands for the end of a process: nothing after it happens. */
export class Killed extends Error {
  constructor() {
    super('The process was killed.');
  }
}

/** Counts the steps of a process that ends after some of them. */
export class Lifetime {
  #steps: number;
  #isOver = false;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #open: Readable[] = [];

  /** Number of steps the process lives; `Infinity` for one that comes to its own end. */
  constructor(steps: number) {
    this.#steps = steps;
  }

  /** True when the process has been killed, whatever became of the error on its way up. */
  get isOver(): boolean {
    return this.#isOver;
  }

  step(): void {
    this.#isOver ||= this.#steps <= 0;
    if (this.#isOver) throw new Killed();
    this.#steps -= 1;
  }

  /** Keeps in sight what was asked of a port. */
  async watch<T>(call: Promise<T>): Promise<T> {
    this.#underWay.add(call);
    try {
      return await call;
    } finally {
      this.#underWay.delete(call);
    }
  }

  /** Keeps in sight what the process has open. */
  opened(stream: Readable): void {
    this.#open.push(stream);
  }

  /** Waits for what the process had asked for when it died: that still happens, and nobody hears of it. */
  async rest(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    for (const stream of this.#open.splice(0)) stream.destroy();
  }
}

/**
 * The port as a process sees it that may be killed before any call of it and after any, its effect done but its answer lost; and
 * after each item of a list, each row of an answer and each chunk of an object.
 */
export function mortal<Port extends object>(port: Port, lifetime: Lifetime): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        lifetime.step();
        const result: unknown = Reflect.apply(member, target, args);
        if (!(result instanceof Promise)) return inSteps(result, lifetime);
        return lifetime.watch(result).then((value: unknown) => {
          const answer = withParts(value, lifetime);
          lifetime.step();
          return answer;
        });
      };
    },
  });
}

/** What is answered, with streams and rows in it that are read in steps. */
function withParts(value: unknown, lifetime: Lifetime): unknown {
  if (typeof value !== 'object' || value === null || !('body' in value || 'rows' in value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inSteps(part, lifetime)]));
}

function inSteps(value: unknown, lifetime: Lifetime): unknown {
  if (value instanceof Readable) {
    lifetime.opened(value);
    return Readable.from(steps<Buffer>(value, lifetime), { objectMode: false });
  }
  return isAsyncIterable(value) ? steps(value, lifetime) : value;
}

async function* steps<T>(items: AsyncIterable<T>, lifetime: Lifetime): AsyncGenerator<T, void, undefined> {
  for await (const item of items) {
    lifetime.step();
    yield item;
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
