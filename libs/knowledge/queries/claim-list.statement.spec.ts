import { type OpenStore, openStore } from '@stemedb/platform/database/testing';
import { listClaims } from './claim-list.statement';
import { type QueryParameters, querySchema } from './query.schema';

const CLAIMS = 20_000;

/** 100 subjects in 10 subtrees. */
const FILL = `
  INSERT INTO assertion (namespace, subject_key, predicate_key, hash, subject, predicate, object, confidence, source_hash,
    source_class, declared_class, lifecycle)
  SELECT $1, n % 100, 1, sha256(int4send(n)), 'code://' || n % 10 || '/' || n % 100, 'p', '{}', 1, sha256('source'), 3, false, 'Approved'
  FROM generate_series($2::int, $3::int) n`;

/** How a page is read, as PostgreSQL tells: claims that were looked at, and whether they were sorted. */
interface Reading {
  readonly plan: string;
  readonly looked: number;
}

describe('the first page of a list', () => {
  let store: OpenStore;

  beforeAll(async () => {
    store = await openStore();
    for (let from = 1; from < CLAIMS; from += 1_000) {
      await store.database.commit('x', 'team', [{ statement: { text: FILL }, values: ['team', from, from + 999] }]);
    }
    await store.source.query('ANALYZE');
  });
  afterAll(() => store.close());

  const reading = async (parameters: Record<string, string>): Promise<Reading> => {
    const query: QueryParameters = querySchema.parse(parameters);
    const { statement, values } = listClaims('team', query, undefined, 51);
    const { rows } = await store.database.readAt('x', 'team', undefined, [
      { statement: { text: `EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) ${statement.text}` }, values },
    ]);
    const plan = (rows[0] ?? []).map((row) => String(row['QUERY PLAN'])).join('\n');
    return { plan, looked: Number(/ on assertion a\w* .*actual (?:time=\S+ )?rows=(\d+)/.exec(plan)?.[1] ?? NaN) };
  };

  it.each([
    ['of everything', {}],
    ['of a subtree', { subject_prefix: 'code://3/' }],
    ['of a large subtree in a state that most have', { subject_prefix: 'code://', lifecycle: 'Approved' }],
    ['of a source class', { source_class: 'Expert' }],
    ['of a predicate', { predicate: 'p' }],
  ])('%s looks at no more claims than it shows', async (_list, parameters) => {
    const { plan, looked } = await reading(parameters);
    expect(looked).toBe(51);
    expect(plan).not.toContain('Seq Scan on assertion');
  });

  it('of one subject looks at the claims of this subject only, however old they are', async () => {
    const { plan } = await reading({ subject: 'code://3/33' });
    expect(plan).not.toContain('assertion_recorded_index');
    expect(plan).not.toContain('Seq Scan on assertion');
  });
});
