import { randomUUID } from 'node:crypto';
import type { Principal } from '@stemedb/access/api-keys';
import { subjectKey } from '@stemedb/knowledge/assertions';
import { withClient } from '@stemedb/platform/database';
import { openDatabase, openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { type CreateAlias, listAliasesSchema } from './alias.dto';
import { MAX_FAMILY, subjectFamily } from './alias.statements';
import { AliasesModule } from './aliases.module';
import { AliasesService } from './aliases.service';

const KEY = randomUUID();
const MOMENT = expect.stringMatching(/\.\d{6}Z$/) as string;

const principal = (namespace = 'team'): Principal => ({ keyId: KEY, role: 'write_agent', namespace, agentIds: [] });
const aliasOf = (alias: string, canonical: string, changes: Partial<CreateAlias> = {}): CreateAlias => ({ alias, canonical, reason: 'the same', ...changes });

/** As the query string would bring it. */
const listing = (parameters: Record<string, string>) => listAliasesSchema.parse(parameters);

describe('aliases', () => {
  let store: OpenStore;
  let aliases: AliasesService;
  let number = 0;

  beforeAll(async () => {
    store = await openStore({ imports: [AliasesModule] });
    aliases = store.get(AliasesService);
  });
  afterAll(() => store.close());

  const create = (alias: string, canonical: string, namespace?: string) => aliases.create(aliasOf(alias, canonical), principal(namespace));
  const resolve = (path: string, namespace = 'team', as_of?: string) => aliases.resolve({ path, as_of }, namespace);
  /** Paths that no other test uses. */
  const paths = (count: number): string[] => {
    number += 1;
    return Array.from({ length: count }, (_, index) => `t${number}://${index}`);
  };

  describe('an alias', () => {
    it('is created once, then known, with what was first said of it', async () => {
      const [a, b] = paths(2) as [string, string];
      const created = await aliases.create(aliasOf(a, b, { confidence: 0.9, created_by: 'ann' }), principal());
      const view = { alias: a, canonical: b, confidence: 0.9, reason: 'the same', created_by: 'ann', recorded_at: MOMENT };
      expect(created).toEqual({ ...view, status: 'created' });
      expect(await aliases.create(aliasOf(a, b, { reason: 'another', confidence: 0 }), principal())).toEqual({ ...created, status: 'duplicate' });
      expect((await resolve(a)).chain).toEqual([{ ...view, recorded_at: created.recorded_at }]);
    });

    it('is sure, and the word of its API key, where nothing else is said', async () => {
      const [a, b] = paths(2) as [string, string];
      expect(await create(a, b)).toMatchObject({ confidence: 1, created_by: KEY });
    });

    it('points at one path only', async () => {
      const [a, b, c] = paths(3) as [string, string, string];
      await create(a, b);
      await expect(create(a, c)).rejects.toMatchObject({ code: 'alias_exists', status: 409 });
      expect((await resolve(a)).canonical).toBe(b);
    });

    it('exists once, however many say so at the same time, and only one of two that differ', async () => {
      const [a, b, c] = paths(3) as [string, string, string];
      const other = await openDatabase(store.url, { imports: [AliasesModule] });
      const both = [aliases, other.get(AliasesService), aliases, other.get(AliasesService)];
      const same = await Promise.all(both.map((service) => service.create(aliasOf(a, b), principal())));
      expect(same.map(({ status }) => status).sort()).toEqual(['created', 'duplicate', 'duplicate', 'duplicate']);
      const outcomes = await Promise.allSettled([create(b, c), other.get(AliasesService).create(aliasOf(c, b), principal())]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      await other.close();
    });

    it.each([1, 2, 3, 4, 5])('is refused where it would close a cycle of %i, and nothing is written', async (length) => {
      const ring = paths(length);
      for (let index = 0; index + 1 < length; index += 1) await create(ring[index]!, ring[index + 1]!);
      await expect(create(ring.at(-1)!, ring[0]!)).rejects.toMatchObject({ code: 'alias_cycle', status: 409 });
      const resolution = await resolve(ring[0]!);
      expect([resolution.canonical, resolution.chain]).toEqual([ring.at(-1), Array.from({ length: length - 1 }, () => expect.anything() as object)]);
    });

    it('may point into a chain from the side', async () => {
      const [a, b, c, side] = paths(4) as [string, string, string, string];
      await create(a, b);
      await create(b, c);
      await create(side, b);
      for (const path of [a, b, c, side]) expect(await resolve(path)).toMatchObject({ canonical: c, aliases: [a, b, side] });
    });
  });

  it('of a path are every path that leads to its end, whatever was created first', async () => {
    const [a, b, c, d] = paths(4) as [string, string, string, string];
    await create(c, d);
    await create(a, b);
    expect(await resolve(a)).toMatchObject({ canonical: b, aliases: [a] });
    await create(b, c);
    const { chain, ...rest } = await resolve(b);
    expect(rest).toEqual({ path: b, canonical: d, aliases: [a, b, c], as_of: MOMENT });
    expect(chain.map((step) => [step.alias, step.canonical])).toEqual([
      [b, c],
      [c, d],
    ]);
    expect((await resolve(a)).chain).toHaveLength(3);
    expect((await resolve(d)).chain).toEqual([]);
  });

  it('of a path without any are none', async () => {
    const [a] = paths(1) as [string];
    expect(await resolve(a)).toEqual({ path: a, canonical: a, chain: [], aliases: [], as_of: MOMENT });
  });

  describe('once removed', () => {
    it('lead nowhere, but are still followed as of before', async () => {
      const [a, b, c] = paths(3) as [string, string, string];
      const before = await store.database.present('team');
      await create(a, b);
      const { recorded_at } = await create(b, c);
      const between = await resolve(a);
      const removed = await aliases.remove({ alias: b }, 'team');
      expect(removed).toMatchObject({ alias: b, canonical: c, status: 'removed', recorded_at, removed_at: MOMENT });
      expect(await resolve(a)).toMatchObject({ canonical: b, aliases: [a] });
      expect(await resolve(a, 'team', between.as_of)).toEqual(between);
      expect(await resolve(a, 'team', before)).toMatchObject({ canonical: a, aliases: [], as_of: before });
      // From its very moment on it is gone.
      expect(await resolve(b, 'team', removed.removed_at)).toMatchObject({ canonical: b });
      expect(await resolve(b, 'team', recorded_at)).toMatchObject({ canonical: c });
    });

    it('cannot be removed again, but created anew, even the other way round', async () => {
      const [a, b] = paths(2) as [string, string];
      await create(a, b);
      await aliases.remove({ alias: a }, 'team');
      await expect(aliases.remove({ alias: a }, 'team')).rejects.toMatchObject({ code: 'alias_not_found', status: 404 });
      expect(await create(b, a)).toMatchObject({ status: 'created' });
      await aliases.remove({ alias: b }, 'team');
      expect(await create(a, b)).toMatchObject({ status: 'created' });
      expect(await resolve(b)).toMatchObject({ canonical: b, aliases: [a] });
    });
  });

  it('of another namespace do not exist', async () => {
    const [a, b] = paths(2) as [string, string];
    await create(a, b, 'red');
    expect(await resolve(a, 'blue')).toMatchObject({ canonical: a, aliases: [] });
    await expect(aliases.remove({ alias: a }, 'blue')).rejects.toMatchObject({ code: 'alias_not_found' });
    expect((await aliases.list(listing({ alias_prefix: a }), 'blue')).items).toEqual([]);
    expect(await create(b, a, 'blue')).toMatchObject({ status: 'created' });
    expect(await resolve(a, 'red')).toMatchObject({ canonical: b });
  });

  it('of one path are at most a thousand with it', async () => {
    const insert = `
      INSERT INTO alias (namespace, alias, canonical, alias_key, canonical_key, confidence, reason, created_by, key_id)
      SELECT 'full', 'full://' || n, 'full://0', n, ${subjectKey('full', 'full://0')}, 1, 'r', 'c', '${KEY}' FROM generate_series(1, ${MAX_FAMILY - 2}) n`;
    await store.database.commit('x', 'full', [{ statement: { text: insert }, values: [] }]);
    expect(await create('full://0', 'full://end', 'full')).toMatchObject({ status: 'created' });
    await expect(create('full://more', 'full://7', 'full')).rejects.toMatchObject({ code: 'alias_family_full', status: 422 });
    expect((await resolve('full://7', 'full')).aliases).toHaveLength(MAX_FAMILY - 1);
  });

  describe('in a list', () => {
    const walk = async (parameters: Record<string, string>, between?: () => Promise<unknown>): Promise<string[]> => {
      const seen: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await aliases.list(listing({ ...parameters, limit: '2', ...(cursor ? { cursor } : {}) }), 'listed');
        seen.push(...page.items.map(({ alias }) => alias));
        cursor = page.next_cursor;
        await between?.();
      }
      return seen;
    };

    beforeAll(async () => {
      for (const alias of ['l://b', 'l://a', 'l://é', 'l://Z', 'l://😀', 'm://a']) await create(alias, 'c://1', 'listed');
      await create('c://1', 'd://1', 'listed');
    });

    it('stand in bytewise order, each once', async () => {
      expect(await walk({})).toEqual(['c://1', 'l://Z', 'l://a', 'l://b', 'l://é', 'l://😀', 'm://a']);
    });

    it.each<[string, Record<string, string>, string[]]>([
      ['alias', { alias_prefix: 'l://a' }, ['l://a']],
      ['alias, in astral letters too', { alias_prefix: 'l://😀' }, ['l://😀']],
      ['canonical path', { canonical: 'd://1' }, ['c://1']],
      ['canonical path in another spelling', { canonical: 'd://%31' }, ['c://1']],
      ['canonical prefix', { canonical_prefix: 'd:' }, ['c://1']],
      ['both', { canonical_prefix: 'c://', alias_prefix: 'm' }, ['m://a']],
      ['what nobody has', { canonical: 'c://' + 'x' }, []],
    ])('are narrowed down by %s', async (_what, parameters, expected) => {
      expect(await walk(parameters)).toEqual(expected);
    });

    it('stay in the moment of the first page', async () => {
      let written = 0;
      const seen = await walk({ alias_prefix: 'l://' }, async () => {
        await create(`l://a${(written += 1)}`, 'c://1', 'listed');
        if (written === 1) await aliases.remove({ alias: 'l://é' }, 'listed');
      });
      expect(seen).toEqual(['l://Z', 'l://a', 'l://b', 'l://é', 'l://😀']);
      expect(await walk({ alias_prefix: 'l://' })).toEqual(['l://Z', 'l://a', 'l://a1', 'l://a2', 'l://a3', 'l://b', 'l://😀']);
    });

    it('do not go on with the cursor of another list', async () => {
      const { next_cursor } = await aliases.list(listing({ limit: '1' }), 'listed');
      const other = listing({ limit: '1', alias_prefix: 'l', cursor: String(next_cursor) });
      await expect(aliases.list(other, 'listed')).rejects.toMatchObject({ code: 'validation_failed' });
    });
  });

  describe('the family of a subject', () => {
    const familyOf = async (subject: string, resolveAliases: boolean): Promise<string[]> => {
      const statement = { text: `WITH RECURSIVE family AS (${subjectFamily('$1', '$4', { key: '$2', subject: '$3' })}) SELECT * FROM family` };
      const values = ['team', subjectKey('team', subject), subject, resolveAliases];
      const { rows } = await store.database.readAt('x', 'team', undefined, [{ statement, values }]);
      for (const row of rows[0]!) expect(row['subject_key']).toBe(subjectKey('team', String(row['subject'])));
      return rows[0]!.map((row) => String(row['subject'])).sort();
    };

    it('is the subject with all that mean the same, with their keys, or the subject alone', async () => {
      const [a, b, c] = paths(3) as [string, string, string];
      expect(await familyOf(a, true)).toEqual([a]);
      await create(a, b);
      await create(c, b);
      for (const path of [a, b, c]) expect(await familyOf(path, true)).toEqual([a, b, c]);
      expect(await familyOf(a, false)).toEqual([a]);
    });

    it('is that of all spellings of the subject together, each path once', async () => {
      const [a, b, c, d] = paths(4) as [string, string, string, string];
      await create(a, b);
      await create(c, d);
      const text = `WITH family AS (${subjectFamily('$1', 'true', { key: '$2', subject: '$3' }, { key: '$4', subject: '$5' })}) SELECT subject FROM family`;
      const familyOfBoth = async (...subjects: string[]) => {
        const values = ['team', ...subjects.flatMap((subject) => [subjectKey('team', subject), subject])];
        const { rows } = await store.database.readAt('x', 'team', undefined, [{ statement: { text }, values }]);
        return rows[0]!.map((row) => String(row['subject'])).sort();
      };
      expect(await familyOfBoth(a, d)).toEqual([a, b, c, d]);
      expect(await familyOfBoth(a, b)).toEqual([a, b]);
      expect(await familyOfBoth(a, a)).toEqual([a, b]);
    });

    it('ends even where a table was tampered with so that it holds a cycle', async () => {
      const [a, b] = paths(2) as [string, string];
      await create(a, b);
      await withClient(store.adminUrl, (client) =>
        client.query(
          `INSERT INTO alias SELECT namespace, canonical, alias, canonical_key, alias_key, confidence, reason, created_by, key_id, recorded_at
           FROM alias WHERE namespace = 'team' AND alias = $1`,
          [a],
        ),
      );
      expect(await familyOf(a, true)).toEqual([a, b]);
      expect((await resolve(a)).aliases.length).toBeGreaterThan(0);
    });
  });
});
