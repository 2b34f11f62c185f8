/** Says that nothing may be started any more. */
export class RunIsOver extends Error {
  constructor() {
    super('The run is over');
  }
}

/**
 * Everything that a run starts and has to end, the last one first. What is still starting when the run is interrupted
 * is waited for and then ended, and nothing is started any more.
 */
export class Cleanup {
  private readonly entries: (() => Promise<void>)[] = [];
  private over = false;

  /** Ends with the run what `starting` brings. */
  async own<T>(starting: Promise<T>, end: (resource: T) => Promise<void>): Promise<T> {
    this.entries.push(async () => {
      const [started] = await Promise.allSettled([starting]);
      if (started.status === 'fulfilled') await end(started.value);
    });
    if (this.over) await this.run().then(refuse);
    return starting;
  }

  /** Ends everything, whatever goes wrong on the way. Returns what went wrong. */
  async run(): Promise<unknown[]> {
    this.over = true;
    const failures: unknown[] = [];
    for (let entry = this.entries.pop(); entry; entry = this.entries.pop()) {
      await entry().catch((error: unknown) => failures.push(error));
    }
    return failures;
  }

  /** Runs `work` with a scope of its own, which ends with it. */
  async scope<T>(work: (scope: Cleanup) => Promise<T>): Promise<T> {
    if (this.over) refuse();
    const scope = new Cleanup();
    this.entries.push(async () => throwFirst(await scope.run()));
    try {
      return await work(scope);
    } finally {
      throwFirst(await scope.run());
    }
  }
}

function refuse(): never {
  throw new RunIsOver();
}

function throwFirst(failures: readonly unknown[]): void {
  if (failures.length > 0) throw failures[0];
}
