/** Stands for the end of a process: nothing after it happens. */
export class Killed extends Error {
  constructor() {
    super('The process was killed.');
  }
}

/** Counts the steps of a process that ends after some of them. */
export class Lifetime {
  #steps: number;

  /** Number of steps the process lives; `Infinity` for one that comes to its own end. */
  constructor(steps: number) {
    this.#steps = steps;
  }

  step(): void {
    if (this.#steps <= 0) throw new Killed();
    this.#steps -= 1;
  }
}

/** The port as a process sees it that may be killed before any call of it and after any, its effect done but its answer lost. */
export function mortal<Port extends object>(port: Port, lifetime: Lifetime): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        lifetime.step();
        const result: unknown = Reflect.apply(member, target, args);
        if (!(result instanceof Promise)) return result;
        return result.then((value: unknown) => {
          lifetime.step();
          return value;
        });
      };
    },
  });
}
