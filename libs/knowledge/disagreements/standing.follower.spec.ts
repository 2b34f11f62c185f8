import { AssertionsModule, predicateKey, subjectKey } from '@stemedb/knowledge/assertions';
import { Projector } from '@stemedb/knowledge/projections';
import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { rfc3339 } from '@stemedb/platform/database';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import * as fc from 'fast-check';
import { DisagreementsModule } from './disagreements.module';
import { PairResolver } from './pair.resolver';
import { STANDING_FOLLOWER } from './standing.follower';

const SUBJECTS = ['s0', 's1', 's2'];
const CLAIMS = 9;
const SIGNED_AT = 1_735_689_600;

type Act =
  | { readonly kind: 'claim' | 'held' | 'approve' | 'reject' | 'epoch'; readonly claim: number }
  | { readonly kind: 'cosign'; readonly claim: number; readonly agent: number }
  | { readonly kind: 'supersede'; readonly claim: number; readonly by: number | null }
  | { readonly kind: 'transition'; readonly claim: number; readonly state: string }
  | { readonly kind: 'source'; readonly claim: number; readonly status: string }
  | { readonly kind: 'catch-up'; readonly claim: number };

const claim = fc.nat({ max: CLAIMS - 1 });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constantFrom('claim' as const), claim }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('held' as const, 'approve' as const, 'reject' as const, 'epoch' as const), claim }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cosign' as const), claim, agent: fc.integer({ min: 2, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('supersede' as const), claim, by: fc.option(claim) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('transition' as const), claim, state: fc.constantFrom('Approved', 'Rejected', 'Deprecated') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('source' as const), claim, status: fc.constantFrom('active', 'retracted') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('catch-up' as const), claim }) },
);

const bytes = (letter: string, index: number): string => `decode('${`${letter}${index}`.repeat(32)}', 'hex')`;
const ZERO = `decode(repeat('00', 32), 'hex')`;

/** Claim number n: every third about the same pair, some with a parent, a source or an epoch. */
function claimSql(namespace: string, number: number): string {
  const subject = SUBJECTS[number % SUBJECTS.length] as string;
  const parent = number % 4 === 1 ? bytes('a', (number + 4) % CLAIMS) : 'NULL';
  const source = number % 3 === 2 ? ZERO : bytes('b', number % 2);
  return `INSERT INTO assertion (namespace, subject_key, predicate_key, hash, subject, predicate, object, confidence, source_hash,
      source_class, declared_class, lifecycle, parent_hash, epoch)
    SELECT '${namespace}', ${subjectKey(namespace, subject)}, ${predicateKey('p')}, ${bytes('a', number)}, '${subject}', 'p',
      '{"type":"Number","value":${number}}', 0.9, ${source}, ${number % 3}, true, 'Proposed', ${parent}, ${number % 2 ? "'old'" : 'NULL'}
    ON CONFLICT DO NOTHING`;
}

const aimed = (namespace: string, number: number, what: string): string =>
  `SELECT a.namespace, a.subject_key, a.hash, ${what} FROM assertion a WHERE a.namespace = '${namespace}' AND a.hash = ${bytes('a', number)}`;

/** The statements of one commit. */
function sqlOf(namespace: string, act: Act, serial: number): string[] {
  const { kind, claim: number } = act;
  const key = `'00000000-0000-0000-0000-000000000000'`;
  const hash = `sha256('${serial}')`;
  const signature = (agent: number) => `INSERT INTO assertion_signature (namespace, subject_key, assertion_hash, agent_id, signature, signed_at)
    ${aimed(namespace, number, `${bytes('c', agent)}, decode(repeat('00', 64), 'hex'), ${SIGNED_AT}`)} ON CONFLICT DO NOTHING`;
  switch (kind) {
    case 'claim':
      return [claimSql(namespace, number), signature(1)];
    case 'held':
      return [
        claimSql(namespace, number),
        signature(1),
        `INSERT INTO quarantine (namespace, subject_key, assertion_hash, reason, detail)
          ${aimed(namespace, number, "'test', 'test'")} AND a.recorded_at = stemedb_recorded_at() ON CONFLICT DO NOTHING`,
      ];
    case 'approve':
    case 'reject':
      return [`UPDATE quarantine SET decision = '${kind === 'approve' ? 'approved' : 'rejected'}', decided_at = stemedb_recorded_at()
        WHERE namespace = '${namespace}' AND assertion_hash = ${bytes('a', number)} AND decision IS NULL`];
    case 'cosign':
      return [signature(act.agent)];
    case 'supersede':
      return [`INSERT INTO supersession (namespace, subject_key, target_hash, hash, type, superseding_hash, reason, signed_at, key_id)
        ${aimed(namespace, number, `${hash}, ${act.by === null ? `'Retraction', NULL` : `'Invalidate', ${bytes('a', act.by)}`}, 'test', 1, ${key}`)}`];
    case 'transition':
      return [`INSERT INTO lifecycle_transition (namespace, subject_key, target_hash, hash, from_state, to_state, reason, signed_at, key_id)
        ${aimed(namespace, number, `${hash}, 'Proposed', '${act.state}', 'test', 1, ${key}`)}`];
    case 'source':
      return [`INSERT INTO source_status (namespace, source_hash, status, reason, key_id)
        VALUES ('${namespace}', ${bytes('b', number % 2)}, '${act.status}', 'test', ${key})`];
    case 'epoch':
      return [`INSERT INTO epoch (namespace, id, name, supersedes, supersession_type, starts_at, hash, key_id)
        VALUES ('${namespace}', 'new', 'new', 'old', 'Invalidate', 1, ${hash}, ${key}) ON CONFLICT DO NOTHING`];
    case 'catch-up':
      return [];
  }
}

describe('the standings of pairs', () => {
  let store: OpenStore;
  let namespaces = 0;

  beforeAll(async () => {
    store = await openStore({ imports: [ConfigModule.with(parseConfig({})), BatchingModule, AssertionsModule, DisagreementsModule] });
  });
  afterAll(() => store.close());

  const query = <Row extends object>(namespace: string, text: string) =>
    store.database.query<Row & Record<string, unknown>>('x', namespace, { statement: { text }, values: [] });
  const catchUp = (namespace: string) => store.get(Projector).catchUp(namespace, STANDING_FOLLOWER);
  const standings = (namespace: string) => query<{ subject: string; claims: number; conflict_score: number; class: string }>(namespace, 'SELECT * FROM pair_standing ORDER BY subject, recorded_at');

  const live = async (acts: readonly Act[]): Promise<string> => {
    const namespace = `history-${(namespaces += 1)}`;
    for (const [serial, one] of acts.entries()) {
      const calls = sqlOf(namespace, one, serial).map((text) => ({ statement: { text }, values: [] }));
      if (one.kind === 'catch-up') await catchUp(namespace);
      else await store.database.commit('x', namespace, calls);
    }
    await catchUp(namespace);
    return namespace;
  };

  /** What every pair of several claims really is at a moment. */
  const truthAt = async (namespace: string, moment: string) => {
    const several = await query<{ subject: string }>(namespace, `SELECT subject FROM assertion WHERE recorded_at <= '${moment}' GROUP BY subject HAVING count(*) > 1 ORDER BY subject`);
    return Promise.all(
      several.map(async ({ subject }) => {
        const { standing } = await store.get(PairResolver).resolve(namespace, subject, 'p', moment);
        return [subject, standing.class, standing.claims, standing.distinct_objects, standing.conflict_score.toFixed(5)];
      }),
    );
  };
  const heldAt = async (namespace: string, moment: string) => {
    const rows = await query<{ subject: string; class: string; claims: number; distinct_objects: number; conflict_score: number }>(
      namespace,
      `SELECT * FROM pair_standing WHERE recorded_at <= '${moment}' AND (until IS NULL OR until > '${moment}') ORDER BY subject`,
    );
    return rows.map((row) => [row.subject, row.class, row.claims, row.distinct_objects, row.conflict_score.toFixed(5)]);
  };

  const expectTruthAtEveryCommit = async (namespace: string) => {
    const commits = await query<{ moment: string }>(namespace, `SELECT ${rfc3339('recorded_at')} AS moment FROM commit_log ORDER BY recorded_at`);
    for (const { moment } of commits) expect(await heldAt(namespace, moment)).toEqual(await truthAt(namespace, moment));
  };

  const claims = (...numbers: number[]): Act[] => numbers.map((number) => ({ kind: 'claim', claim: number }));
  const retracted: Act = { kind: 'source', claim: 0, status: 'retracted' };

  // Claim 1 derives from 5, and 5 from 0, which cites the source.
  it.each<[string, Act[]]>([
    ['whose ancestors lose their source', [...claims(0, 5, 2, 1, 4), retracted]],
    ['whose ancestors lose their source and get it back', [...claims(0, 5, 2), retracted, { kind: 'catch-up', claim: 0 }, { ...retracted, status: 'active' }]],
    ['whose ancestor comes later than they do', [...claims(1, 4, 5, 2), retracted, { kind: 'catch-up', claim: 0 }, ...claims(0)]],
    ['whose epoch is replaced', [...claims(1, 4, 7), { kind: 'catch-up', claim: 0 }, { kind: 'epoch', claim: 0 }]],
    ['that are held back and then approved', [{ kind: 'held', claim: 0 }, ...claims(3), { kind: 'catch-up', claim: 0 }, { kind: 'approve', claim: 0 }]],
  ])('are true at every commit for claims %s', async (_what, acts) => {
    const namespace = await live(acts);
    const before = await live(acts.slice(0, -1));
    await expectTruthAtEveryCommit(namespace);
    const classes = async (name: string) => (await standings(name)).map(({ subject, claims: count, class: kind }) => [subject, count, kind]);
    expect(await classes(namespace)).not.toEqual(await classes(before));
  });

  it('are the same kept step by step and made anew, and true at every commit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 30 }), async (acts) => {
        const namespace = await live(acts);
        const kept = await standings(namespace);
        await expectTruthAtEveryCommit(namespace);
        await store.database.manage('x', namespace, async (manager) => {
          await manager.query('DELETE FROM pair_standing');
          await manager.query(`DELETE FROM projection_checkpoint WHERE namespace = '${namespace}'`);
        });
        await catchUp(namespace);
        expect(await standings(namespace)).toEqual(kept);
      }),
      { numRuns: 15 },
    );
  });

  it('are kept for pairs of several claims only', async () => {
    const namespace = await live([0, 1, 2].map((number) => ({ kind: 'claim', claim: number })));
    expect(await standings(namespace)).toEqual([]);
  });

  it('stay what they were where a pair has more claims than a lens may weigh', async () => {
    const small = await openStore({
      imports: [ConfigModule.with(parseConfig({ STEMEDB_LENS_MAX_CANDIDATES: '100' })), BatchingModule, AssertionsModule, DisagreementsModule],
    });
    const crowd = (from: number, to: number) => `
      INSERT INTO assertion (namespace, subject_key, predicate_key, hash, subject, predicate, object, confidence, source_hash, source_class, declared_class, lifecycle)
      SELECT 'team', ${subjectKey('team', 's')}, ${predicateKey('p')}, sha256(number::text::bytea), 's', 'p', '{"type":"Number","value":1}', 1, ${ZERO}, 5, true, 'Proposed'
      FROM generate_series(${from}, ${to}) AS number`;
    const signed = `INSERT INTO assertion_signature (namespace, subject_key, assertion_hash, agent_id, signature, signed_at)
      SELECT namespace, subject_key, hash, ${bytes('c', 1)}, decode(repeat('00', 64), 'hex'), ${SIGNED_AT} FROM assertion ON CONFLICT DO NOTHING`;
    const counts = async () => {
      await small.get(Projector).catchUp('team', STANDING_FOLLOWER);
      return small.database.query('x', 'team', { statement: { text: 'SELECT class, claims FROM pair_standing' }, values: [] });
    };
    const write = (text: string) => small.database.commit('x', 'team', [text, signed].map((one) => ({ statement: { text: one }, values: [] })));
    await write(crowd(1, 100));
    expect(await counts()).toEqual([{ class: 'emerging_signal', claims: 100 }]);
    await write(crowd(101, 101));
    expect(await counts()).toEqual([{ class: 'emerging_signal', claims: 100 }]);
    await small.close();
  });
});
