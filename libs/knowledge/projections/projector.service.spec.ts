import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { openDatabase, openStore, type OpenDatabase, type OpenStore } from '@stemedb/platform/database/testing';
import type { ProjectedClaim, Projection } from './projection';
import { ProjectionsModule } from './projections.module';
import { Projector } from './projector.service';

const imports = [ConfigModule.with(parseConfig({})), BatchingModule, ProjectionsModule];

const INSERT = `
  INSERT INTO assertion (namespace, subject_key, predicate_key, hash, subject, predicate, object, confidence, source_hash,
    source_class, declared_class, lifecycle)
  SELECT $1, 7, 8, sha256(given::bytea), given, 'p', '{"type":"Text","value":"x"}', 1, decode(repeat('00', 32), 'hex'), 3, false, 'Proposed'
  FROM unnest($2::text[]) AS given`;

/** Writes what it is given into a table without any key, where a second time would show. */
class Recorder implements Projection {
  readonly calls: number[] = [];
  readonly seen: ProjectedClaim[] = [];
  failing = false;
  gate: Promise<void> | undefined;

  constructor(readonly name: string) {}

  async apply(session: Parameters<Projection['apply']>[0], namespace: string, claims: readonly ProjectedClaim[]): Promise<void> {
    this.calls.push(claims.length);
    this.seen.push(...claims);
    const text = 'INSERT INTO taken_in (namespace, name, subject) SELECT $1, $2, * FROM unnest($3::text[])';
    await session.query({ text }, [namespace, this.name, claims.map((claim) => claim.subject)]);
    await this.gate;
    if (this.failing) throw new Error('This projection fails');
  }
}

describe('a projection', () => {
  let store: OpenStore;
  let projector: Projector;
  let other: OpenDatabase;
  let number = 0;

  beforeAll(async () => {
    store = await openStore({ imports });
    projector = store.get(Projector);
    other = await openDatabase(store.url, { imports });
    await store.source.query('CREATE TABLE taken_in (namespace text, name text, subject text)');
  });
  afterAll(async () => {
    await other.close();
    await store.close();
  });

  /** Another instance writes, so that nothing is taken in but by the calls of the test. */
  const write = (namespace: string, subjects: readonly string[], { database } = other) =>
    database.commit('x', namespace, [{ statement: { text: INSERT }, values: [namespace, subjects] }]);
  const taken = async (name: string, namespace = 'team'): Promise<string[]> => {
    const statement = { text: 'SELECT subject FROM taken_in WHERE namespace = $1 AND name = $2 ORDER BY subject' };
    const rows = await store.database.query<{ subject: string }>('x', namespace, { statement, values: [namespace, name] });
    return rows.map((row) => row.subject);
  };
  const recorder = (): Recorder => {
    const made = new Recorder(`recorder_${(number += 1)}`);
    projector.register(made);
    return made;
  };

  it('takes in each claim once, in the order of recording, and then what is new', async () => {
    const projection = recorder();
    await write('order', ['b', 'a']);
    await write('order', ['c']);
    await projector.catchUp('order', projection.name);
    expect(await taken(projection.name, 'order')).toEqual(['a', 'b', 'c']);
    expect(projection.seen.at(-1)).toEqual({
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      subject_key: '7',
      subject: 'c',
      predicate: 'p',
      predicate_key: '8',
      object: '{"type":"Text","value":"x"}',
      narrative: null,
      source_class: 3,
      source_hash: '0'.repeat(64),
      parent_hash: null,
      recorded_at: expect.stringMatching(/\.\d{6}Z$/),
    });
    await write('order', ['d']);
    await projector.catchUp('order', projection.name);
    await projector.catchUp('order', projection.name);
    expect(await taken(projection.name, 'order')).toEqual(['a', 'b', 'c', 'd']);
    expect(projection.calls).toEqual([3, 1]);
  });

  it('never sees the claims of one commit in two parts', async () => {
    const projection = recorder();
    const many = (from: number) => Array.from({ length: 1_500 }, (_, index) => `many ${from + index}`);
    for (const from of [0, 1_500, 3_000]) await write('large', many(from));
    await projector.catchUp('large', projection.name);
    expect(projection.calls).toEqual([3_000, 1_500]);
    expect(new Set(await taken(projection.name, 'large')).size).toBe(4_500);
  });

  it('is done once by several instances and callers', async () => {
    const projection = recorder();
    const elsewhere = new Recorder(projection.name);
    other.get(Projector).register(elsewhere);
    for (let round = 0; round < 5; round += 1) {
      await write('shared', [`shared ${round}`]);
      const projectors = [projector, other.get(Projector), projector, other.get(Projector)];
      await Promise.all(projectors.map((one) => one.catchUp('shared', projection.name)));
      expect(await taken(projection.name, 'shared')).toEqual(Array.from({ length: round + 1 }, (_, index) => `shared ${index}`));
    }
  });

  it('leaves nothing behind where it fails, and takes up again from there', async () => {
    const projection = recorder();
    await write('failing', ['once']);
    projection.failing = true;
    await expect(projector.catchUp('failing', projection.name)).rejects.toThrow('This projection fails');
    expect(await taken(projection.name, 'failing')).toEqual([]);
    projection.failing = false;
    await projector.catchUp('failing', projection.name);
    expect(await taken(projection.name, 'failing')).toEqual(['once']);
  });

  it('keeps to its namespace', async () => {
    const projection = recorder();
    await write('red', ['red']);
    await write('blue', ['blue']);
    await projector.catchUp('red', projection.name);
    expect([await taken(projection.name, 'red'), await taken(projection.name, 'blue')]).toEqual([['red'], []]);
  });

  it('has nothing to do in a namespace without a commit', async () => {
    const projection = recorder();
    await projector.catchUp('empty', projection.name);
    expect(projection.calls).toEqual([]);
  });

  it('follows whatever its own process commits in the background', async () => {
    const projection = recorder();
    await write('woken', ['woken'], store);
    while ((await taken(projection.name, 'woken')).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await taken(projection.name, 'woken')).toEqual(['woken']);
  });

  it('has a name of its own', () => {
    const projection = recorder();
    expect(() => projector.register(new Recorder(projection.name))).toThrow(`Two projections are named ${projection.name}`);
    expect(() => projector.catchUp('team', 'nobody')).toThrow('No projection is named nobody');
  });

  it('lets a read wait, but not for ever: then it stands for what is taken in', async () => {
    const projection = recorder();
    const settle = (asked: string | undefined) => projector.settle('slow', projection.name, asked, 50);
    const settlePatiently = () => projector.settle('slow', projection.name, undefined);
    await expect(settle('9000-01-01T00:00:00.000000Z')).rejects.toMatchObject({ code: 'as_of_in_future' });
    const first = await write('slow', ['first']);
    expect((await settlePatiently()) >= first.recordedAt).toBe(true);
    let release: () => void = () => undefined;
    projection.gate = new Promise((resolve) => (release = resolve));
    const second = await write('slow', ['second']);
    expect(await settle(undefined)).toBe(first.recordedAt);
    expect(await settle(first.recordedAt)).toBe(first.recordedAt);
    await expect(settle(second.recordedAt)).rejects.toMatchObject({ code: 'projection_behind', status: 503 });
    release();
    await projector.catchUp('slow', projection.name);
    expect(await settle(second.recordedAt)).toBe(second.recordedAt);
  });

  it('is taken up at the start of a process, for every namespace found', async () => {
    const late = await openDatabase(store.url, { imports: [...imports] });
    const projection = new Recorder('late');
    late.get(Projector).register(projection);
    late.get(Projector).onApplicationBootstrap();
    while ((await taken('late', 'order')).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await late.close();
    expect(await taken('late', 'order')).toEqual(['a', 'b', 'c', 'd']);
  });

  it('stops between two steps when the process ends', async () => {
    const ending = await openDatabase(store.url, { imports });
    const projection = new Recorder('ending');
    ending.get(Projector).register(projection);
    await ending.get(Projector).onModuleDestroy();
    await expect(ending.get(Projector).catchUp('large', 'ending')).rejects.toMatchObject({ code: 'store_unavailable' });
    expect(await taken('ending', 'large')).toHaveLength(3_000);
    await ending.close();
  });
});
