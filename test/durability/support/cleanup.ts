type Work = () => Promise<unknown>;

const pending: Work[] = [];

/** Has the work done when the test has ended, however it ended: the last thing started is the first to go. */
export function onCleanup(work: Work): void {
  pending.push(work);
}

/** For `afterEach` and `afterAll`: does everything that is due, and then reports the first failure. */
export async function cleanUp(): Promise<void> {
  const failures: unknown[] = [];
  for (let work = pending.pop(); work; work = pending.pop()) {
    await work().catch((reason: unknown) => failures.push(reason));
  }
  if (failures.length > 0) throw failures[0];
}
