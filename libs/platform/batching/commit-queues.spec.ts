import { parseConfig } from '@stemedb/platform/config';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import { Gauge, Histogram, Registry } from 'prom-client';
import { CommitQueue, CommitQueues, type CommitWork } from './commit-queues';
import { GroupCommit } from './group-commit';

/** A door that commits wait at, to be opened by the test. */
function gate(): { passed: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

/** What the store says of a row with a bad value. */
const badRow = (): Error => Object.assign(new Error('bad row'), { code: '22003' });

function openQueues(environment: Record<string, string> = {}) {
  const registers = [new Registry()];
  const batchSize = new Histogram({ name: 'size', help: 'size', buckets: [1, 2, 3], registers });
  const duration = new Histogram({ name: 'duration', help: 'duration', registers });
  const depth = new Gauge({ name: 'depth', help: 'depth', registers });
  return { queues: new CommitQueues(parseConfig(environment), batchSize, duration, depth), batchSize, duration, depth };
}

const echo: CommitWork<string, string> = async (namespace, items) => items.map((item) => `${namespace}: ${item}`);

describe('a commit queue', () => {
  it('keeps namespaces apart: a commit holds items of one only', async () => {
    const commits: [string, readonly string[]][] = [];
    const queue = openQueues().queues.open<string, string>((namespace, items) => {
      commits.push([namespace, items]);
      return echo(namespace, items);
    });
    const answers = await Promise.all([queue.submit('a', '1'), queue.submit('b', '2'), queue.submit('a', '3')]);
    expect(answers).toEqual(['a: 1', 'b: 2', 'a: 3']);
    expect(commits).toEqual([
      ['a', ['1', '3']],
      ['b', ['2']],
    ]);
  });

  it('does not let a stuck namespace delay another', async () => {
    const door = gate();
    const queue = openQueues().queues.open<string, string>(async (namespace, items) => {
      if (namespace === 'stuck') await door.passed;
      return echo(namespace, items);
    });
    const stuck = queue.submit('stuck', '1');
    expect(await queue.submit('free', '2')).toBe('free: 2');
    door.open();
    expect(await stuck).toBe('stuck: 1');
  });

  it('drops idle queues past a thousand namespaces, and none that is in use', async () => {
    const opened: string[] = [];
    const door = gate();
    const queue = new CommitQueue<string, string>((namespace) => {
      opened.push(namespace);
      return new GroupCommit({
        commit: async (items) => (namespace === 'busy' && (await door.passed), echo(namespace, items)),
        canIsolate: () => false,
        isStoreAway: () => false,
        maxItems: 10,
        queueLimit: 10,
        onOverflow: () => new Error('full'),
      });
    });
    const busy = queue.submit('busy', '0');
    for (let round = 0; round < 1_500; round += 1) await queue.submit(`made-up-${round}`, '1');
    await queue.submit('made-up-0', '2');
    const again = queue.submit('busy', '3');
    door.open();
    expect(await Promise.all([busy, again])).toEqual(['busy: 0', 'busy: 3']);
    expect(opened.filter((namespace) => namespace === 'busy')).toHaveLength(1);
    expect(opened.filter((namespace) => namespace === 'made-up-0')).toHaveLength(2);
  });
});

describe('the commit queues of a process', () => {
  it('retry a batch with bad data row by row', async () => {
    const queue = openQueues().queues.open<string, string>(async (namespace, items) => {
      if (items.includes('bad')) throw badRow();
      return echo(namespace, items);
    });
    const answers = await Promise.allSettled([queue.submit('a', '1'), queue.submit('a', 'bad')]);
    expect(answers).toEqual([
      { status: 'fulfilled', value: 'a: 1' },
      { status: 'rejected', reason: expect.objectContaining({ code: '22003' }) },
    ]);
  });

  it('do not retry when the store is away', async () => {
    let commits = 0;
    const queue = openQueues().queues.open<string, string>(async () => {
      commits += 1;
      throw new DomainError(PLATFORM_ERRORS.store_unavailable, 'away');
    });
    const answers = await Promise.allSettled([queue.submit('a', '1'), queue.submit('a', '2')]);
    expect(answers.map((answer) => answer.status === 'rejected' && answer.reason.code)).toEqual(['store_unavailable', 'store_unavailable']);
    expect(commits).toBe(1);
  });

  it('refuse with store_overloaded and a Retry-After what exceeds the queue limit', async () => {
    const { queues } = openQueues({ STEMEDB_COMMIT_QUEUE_LIMIT: '1' });
    const queue = queues.open(echo);
    const first = queue.submit('a', '1');
    await expect(queue.submit('a', '2')).rejects.toMatchObject({
      code: 'store_overloaded',
      status: 503,
      options: { retryAfterSeconds: 1 },
    });
    await expect(first).resolves.toBe('a: 1');
  });

  it('put at most the configured number of items into one commit', async () => {
    const sizes: number[] = [];
    const queue = openQueues({ STEMEDB_COMMIT_MAX_ROWS: '2' }).queues.open<string, string>((namespace, items) => {
      sizes.push(items.length);
      return echo(namespace, items);
    });
    await Promise.all(['1', '2', '3'].map((item) => queue.submit('a', item)));
    expect(sizes).toEqual([2, 1]);
  });

  it('measure size and duration of every commit, failed ones too, and the depth when asked', async () => {
    const { queues, batchSize, duration, depth } = openQueues();
    const door = gate();
    const queue = queues.open<string, string>(async (namespace, items) => {
      await door.passed;
      if (items.includes('bad')) throw new Error('bad');
      return echo(namespace, items);
    });
    const answers = [queue.submit('a', '1'), queue.submit('a', '2'), queue.submit('b', 'bad')];
    expect((await depth.get()).values[0]?.value).toBe(3);
    door.open();
    await Promise.allSettled(answers);
    expect((await depth.get()).values[0]?.value).toBe(0);
    const figure = async (histogram: Histogram, suffix: string) =>
      (await histogram.get()).values.find((value) => value.metricName?.endsWith(suffix))?.value;
    expect(await figure(batchSize, '_sum')).toBe(3);
    expect(await figure(batchSize, '_count')).toBe(2);
    expect(await figure(duration, '_count')).toBe(2);
  });

  it('measure nothing of what is written beside claims and votes, but let it run dry too', async () => {
    const { queues, batchSize, duration, depth } = openQueues();
    const door = gate();
    const durable: string[] = [];
    const queue = queues.open<string, string>(
      async (namespace, items) => {
        await door.passed;
        durable.push(...items);
        return echo(namespace, items);
      },
      { measured: false },
    );
    const answer = queue.submit('a', '1');
    const stop = queues.onModuleDestroy();
    expect((await depth.get()).values[0]?.value).toBe(0);
    door.open();
    await stop;
    expect(durable).toEqual(['1']);
    await answer;
    const counts = [...(await batchSize.get()).values, ...(await duration.get()).values].filter(({ metricName }) => metricName?.endsWith('_count'));
    expect(counts.filter(({ value }) => value !== 0)).toEqual([]);
  });

  it('run dry before the process lets go of the store', async () => {
    const { queues } = openQueues();
    const door = gate();
    const durable: string[] = [];
    const queue = queues.open<string, string>(async (namespace, items) => {
      await door.passed;
      durable.push(...items);
      return echo(namespace, items);
    });
    const answers = [queue.submit('a', '1'), queue.submit('b', '2')];
    let stopped = false;
    const stop = queues.onModuleDestroy().then(() => (stopped = true));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect({ stopped, durable }).toEqual({ stopped: false, durable: [] });
    door.open();
    await stop;
    expect(durable.sort()).toEqual(['1', '2']);
    await expect(Promise.all(answers)).resolves.toHaveLength(2);
  });

  it('stop at once when nothing was ever written', async () => {
    const { queues } = openQueues();
    queues.open(echo);
    await expect(queues.onModuleDestroy()).resolves.toBeUndefined();
  });
});
