import * as fc from 'fast-check';
import { GroupCommit, type GroupCommitOptions } from './group-commit';

class BadItem extends Error {}
class StoreAway extends Error {}
class Overflow extends Error {}

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
};

/** A store whose commits take some turns of the event loop and fail as a whole when an item is bad. */
class FakeStore {
  readonly batches: number[][] = [];
  readonly durable: number[] = [];
  readonly bad = new Set<number>();
  away = false;
  turnsOfCommit = 1;
  mostAtOnce = 0;
  private running = 0;
  private turn: Promise<unknown> = Promise.resolve();

  /** Commits take turns in the store. */
  readonly commit = async (items: readonly number[]): Promise<string[]> => {
    this.batches.push([...items]);
    this.running += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
    const before = this.turn;
    const own = before.then(() => turns(this.turnsOfCommit));
    this.turn = own;
    await own;
    this.running -= 1;
    if (this.away) throw new StoreAway();
    if (items.some((item) => this.bad.has(item))) throw new BadItem();
    this.durable.push(...items);
    return items.map((item) => `written ${item}`);
  };

  open(changes: Partial<GroupCommitOptions<number, string>> = {}): GroupCommit<number, string> {
    return new GroupCommit({
      commit: this.commit,
      canIsolate: (reason) => reason instanceof BadItem,
      isStoreAway: (reason) => reason instanceof StoreAway,
      maxItems: 100,
      queueLimit: 1_000,
      onOverflow: () => new Overflow(),
      ...changes,
    });
  }
}

const settle = (promises: readonly Promise<string>[]): Promise<(string | Error)[]> =>
  Promise.all(promises.map((promise) => promise.catch((reason: Error) => reason)));

describe('a group commit', () => {
  it('answers every item once, with its own result, and only when it is durable', async () => {
    const arrival = fc.record({ pause: fc.integer({ min: 0, max: 4 }), bad: fc.boolean() });
    const shape = fc.record({
      arrivals: fc.array(arrival, { maxLength: 60 }),
      turnsOfCommit: fc.integer({ min: 0, max: 5 }),
      maxItems: fc.integer({ min: 1, max: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ arrivals, turnsOfCommit, maxItems }) => {
        const store = new FakeStore();
        store.turnsOfCommit = turnsOfCommit;
        const queue = store.open({ maxItems });
        const answers: Promise<string | Error>[] = [];
        for (const [item, { pause, bad }] of arrivals.entries()) {
          await turns(pause);
          if (bad) store.bad.add(item);
          const durableOrRefused = (): void => expect(store.durable.includes(item)).toBe(!bad);
          answers.push(
            queue.submit(item).then(
              (result) => (durableOrRefused(), result),
              (reason: Error) => (durableOrRefused(), reason),
            ),
          );
        }
        const expected = arrivals.map(({ bad }, item) => (bad ? expect.any(BadItem) : `written ${item}`));
        expect(await Promise.all(answers)).toEqual(expected);
        const good = arrivals.flatMap(({ bad }, item) => (bad ? [] : [item]));
        expect(store.durable.toSorted((a, b) => a - b)).toEqual(good);
        if (good.length === arrivals.length) expect(store.durable).toEqual(good);
        expect(store.mostAtOnce).toBeLessThanOrEqual(2);
        expect(Math.max(0, ...store.batches.map((batch) => batch.length))).toBeLessThanOrEqual(maxItems);
        await turns(1);
        expect(queue).toMatchObject({ depth: 0, idle: true });
      }),
      { numRuns: 150 },
    );
  });

  it('sends what arrives in one turn together, and what arrives during a commit as the next one', async () => {
    const store = new FakeStore();
    store.turnsOfCommit = 6;
    const queue = store.open();
    const first = [1, 2, 3, 4].map((item) => queue.submit(item));
    await turns(2);
    const next = [5, 6].map((item) => queue.submit(item));
    await turns(2);
    const last = queue.submit(7);
    await settle([...first, ...next, last]);
    expect(store.batches).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7],
    ]);
    expect(store.mostAtOnce).toBe(1);
  });

  it('lets a commit take its turn in the store when as many wait as are on their way, and no third', async () => {
    const store = new FakeStore();
    store.turnsOfCommit = 6;
    const queue = store.open();
    const answers = [1, 2].map((item) => queue.submit(item));
    await turns(2);
    answers.push(...[3, 4].map((item) => queue.submit(item)));
    await turns(2);
    expect(queue).toMatchObject({ depth: 0, idle: false });
    answers.push(...[5, 6, 7].map((item) => queue.submit(item)));
    await turns(1);
    expect(queue.depth).toBe(3);
    await settle(answers);
    expect(store.batches).toEqual([
      [1, 2],
      [3, 4],
      [5, 6, 7],
    ]);
    expect(store.mostAtOnce).toBe(2);
  });

  it('keeps to one commit at a time where it is told so, however many wait', async () => {
    const store = new FakeStore();
    store.turnsOfCommit = 6;
    const queue = store.open({ abreast: 1 });
    const answers = [queue.submit(1)];
    await turns(2);
    answers.push(...[2, 3, 4].map((item) => queue.submit(item)));
    await settle(answers);
    expect(store.batches).toEqual([[1], [2, 3, 4]]);
    expect(store.mostAtOnce).toBe(1);
  });

  it('writes a lone item at once and alone', async () => {
    const store = new FakeStore();
    await store.open().submit(7);
    expect(store.batches).toEqual([[7]]);
  });

  it('lets a single bad item fail alone by writing its batch one by one', async () => {
    const store = new FakeStore();
    store.bad.add(2);
    const queue = store.open();
    const answers = await settle([1, 2, 3].map((item) => queue.submit(item)));
    expect(answers).toEqual(['written 1', expect.any(BadItem), 'written 3']);
    expect(store.batches).toEqual([[1, 2, 3], [1], [2], [3]]);
  });

  it('does not try an item again that has failed alone', async () => {
    const store = new FakeStore();
    store.bad.add(2);
    expect(await settle([store.open().submit(2)])).toEqual([expect.any(BadItem)]);
    expect(store.batches).toEqual([[2]]);
  });

  it('fails all items together when the error is not about one of them', async () => {
    const store = new FakeStore();
    store.bad.add(2);
    const queue = store.open({ canIsolate: () => false });
    const answers = await settle([1, 2, 3].map((item) => queue.submit(item)));
    expect(answers).toEqual([expect.any(BadItem), expect.any(BadItem), expect.any(BadItem)]);
    expect(store.batches).toEqual([[1, 2, 3]]);
  });

  it('goes on after a failed commit', async () => {
    const store = new FakeStore();
    store.away = true;
    const queue = store.open();
    expect(await settle([queue.submit(1)])).toEqual([expect.any(StoreAway)]);
    store.away = false;
    expect(await queue.submit(2)).toBe('written 2');
  });
});

describe('a store that is away', () => {
  it('fails the batch and all who wait, without a try for each', async () => {
    const store = new FakeStore();
    store.away = true;
    store.turnsOfCommit = 3;
    const queue = store.open();
    const first = [1, 2, 3].map((item) => queue.submit(item));
    await turns(2);
    const waiting = [4, 5].map((item) => queue.submit(item));
    expect(await settle([...first, ...waiting])).toEqual(Array.from({ length: 5 }, () => expect.any(StoreAway)));
    expect(store.batches).toEqual([[1, 2, 3]]);
  });

  it('ends the writing one by one as soon as it is noticed', async () => {
    const store = new FakeStore();
    store.bad.add(4);
    const queue = store.open({
      commit: async (items) => {
        if (store.durable.includes(1)) store.away = true;
        return store.commit(items);
      },
    });
    const answers = await settle([1, 2, 3, 4].map((item) => queue.submit(item)));
    expect(answers).toEqual(['written 1', expect.any(StoreAway), expect.any(StoreAway), expect.any(StoreAway)]);
    expect(store.batches).toEqual([[1, 2, 3, 4], [1], [2]]);
  });
});

describe('the queue of a group commit', () => {
  it('refuses the item that exceeds its limit, and no other', async () => {
    const store = new FakeStore();
    const queue = store.open({ queueLimit: 2 });
    const answers = await settle([1, 2, 3].map((item) => queue.submit(item)));
    expect(answers).toEqual(['written 1', 'written 2', expect.any(Overflow)]);
  });

  it('counts those who wait, not those on their way to the disk', async () => {
    const store = new FakeStore();
    store.turnsOfCommit = 3;
    const queue = store.open();
    expect(queue).toMatchObject({ depth: 0, idle: true });
    const first = [1, 2].map((item) => queue.submit(item));
    expect(queue).toMatchObject({ depth: 2, idle: false });
    await turns(2);
    expect(queue).toMatchObject({ depth: 0, idle: false });
    const third = queue.submit(3);
    expect(queue).toMatchObject({ depth: 1, idle: false });
    await settle([...first, third]);
    await turns(1);
    expect(queue).toMatchObject({ depth: 0, idle: true });
  });

  it('never makes up an answer: a commit that forgets an item fails', async () => {
    const queue = new FakeStore().open({ commit: async () => ['only one'] });
    const answers = await settle([1, 2].map((item) => queue.submit(item)));
    expect(answers).toEqual([expect.any(Error), expect.any(Error)]);
  });
});
