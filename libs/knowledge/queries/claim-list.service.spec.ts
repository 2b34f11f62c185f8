import { createHash } from 'node:crypto';
import { hex, predicateKey, subjectKey, tierOf } from '@stemedb/knowledge/assertions';
import { LIFECYCLES, SOURCE_CLASSES } from '@stemedb/knowledge/claims';
import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import type { Call } from '@stemedb/platform/database';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import * as fc from 'fast-check';
import { ClaimListService } from './claim-list.service';
import type { ClaimFields } from './claim-row.rules';
import { QueriesModule } from './queries.module';
import { type QueryParameters, querySchema } from './query.schema';

const NAMESPACE = 'team';
const SUBJECTS = [
  'code://a',
  'code://a/x',
  'code://a/x/y',
  'code://ab',
  'code://b',
  'Code://a/x',
  'plain',
  'é',
  `long ${'😀'.repeat(500)}`,
];

interface Row {
  readonly subject: string;
  readonly predicate: string;
  readonly confidence: number;
  readonly source_class: (typeof SOURCE_CLASSES)[number];
  readonly lifecycle: (typeof LIFECYCLES)[number];
  readonly valid_from: number | null;
  readonly valid_to: number | null;
  readonly epoch: string | null;
}

const row: fc.Arbitrary<Row> = fc.record({
  subject: fc.constantFrom(...SUBJECTS),
  predicate: fc.constantFrom('p', 'q'),
  confidence: fc.constantFrom(0, 0.25, 0.5, 1),
  source_class: fc.constantFrom(...SOURCE_CLASSES),
  lifecycle: fc.constantFrom(...LIFECYCLES),
  valid_from: fc.constantFrom(null, -10, 10),
  valid_to: fc.constantFrom(null, 20, 30),
  epoch: fc.constantFrom(null, 'e1', 'e2'),
});

const UNREMARKABLE = {
  predicate: 'p',
  confidence: 1,
  source_class: 'Expert',
  lifecycle: 'Approved',
  valid_from: null,
  valid_to: null,
  epoch: 'e1',
} as const;

let made = 0;
function insert(claim: Row): Call {
  made += 1;
  const { subject, predicate } = claim;
  return {
    statement: {
      name: 'insert_spec_claim',
      text: `INSERT INTO assertion (namespace, subject_key, predicate_key, hash, subject, predicate, object, confidence, source_hash,
          source_class, declared_class, lifecycle, valid_from, valid_to, epoch)
        VALUES ($1, $2, $3, $4, $5, $6, '{"type":"Boolean","value":true}', $7, decode(repeat('00', 32), 'hex'), $8, true, $9, $10, $11, $12)`,
    },
    values: [
      ...[
        NAMESPACE,
        subjectKey(NAMESPACE, subject),
        predicateKey(predicate),
        hex(createHash('sha256').update(String(made)).digest('hex')),
      ],
      ...[subject, predicate, claim.confidence, tierOf(claim.source_class), claim.lifecycle, claim.valid_from, claim.valid_to, claim.epoch],
    ],
  };
}

/** What a reader may ask, as a query string gives it. */
const question = fc
  .record(
    {
      subject: fc.constantFrom(...SUBJECTS, 'nothing'),
      subject_prefix: fc.constantFrom('code://', 'code://a', 'code://a/', 'é', 'l', 'nothing'),
      predicate: fc.constantFrom('p', 'q'),
      min_confidence: fc.constantFrom('0', '0.25', '0.3', '1'),
      source_class: fc.subarray([...SOURCE_CLASSES], { minLength: 1 }),
      lifecycle: fc.constantFrom(...LIFECYCLES),
      valid_at: fc.constantFrom('any', '0', '10', '20', '29.5', '1969-12-31T23:59:45Z'),
      epoch: fc.constantFrom('e1', 'e3'),
    },
    { requiredKeys: [] },
  )
  .filter((query) => query.subject === undefined || query.subject_prefix === undefined);

function matches(claim: ClaimFields, query: QueryParameters): boolean {
  const { valid_at = 'any' } = query;
  const seconds = valid_at === 'any' ? undefined : Date.parse(valid_at) / 1_000;
  const { valid_from = -Infinity, valid_to = Infinity } = claim;
  return (
    (query.subject === undefined || claim.subject === query.subject) &&
    (query.subject_prefix === undefined || claim.subject.startsWith(query.subject_prefix)) &&
    (query.predicate === undefined || claim.predicate === query.predicate) &&
    (query.min_confidence === undefined || claim.confidence >= query.min_confidence) &&
    (query.source_class === undefined || query.source_class.includes(claim.source_class)) &&
    (query.lifecycle === undefined || claim.lifecycle === query.lifecycle) &&
    (query.epoch === undefined || claim.epoch === query.epoch) &&
    (seconds === undefined || (valid_from <= seconds && seconds < valid_to))
  );
}

const bytewise = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));

/** Below a prefix in the order of the subjects, else the newest first. */
function order(query: QueryParameters) {
  return (left: ClaimFields, right: ClaimFields): number => {
    const byTime = bytewise(left.recorded_at + left.hash, right.recorded_at + right.hash);
    return query.subject_prefix === undefined ? -byTime : bytewise(left.subject, right.subject) || byTime;
  };
}

describe('the list of claims', () => {
  let store: OpenStore;
  let lists: ClaimListService;

  beforeAll(async () => {
    store = await openStore({ imports: [ConfigModule.with(parseConfig({})), BatchingModule, QueriesModule] });
    lists = store.get(ClaimListService);
    for (const rows of fc.sample(fc.array(row, { minLength: 5, maxLength: 20 }), { numRuns: 10, seed: 7 })) {
      await store.database.commit('x', NAMESPACE, rows.map(insert));
    }
  });

  afterAll(() => store.close());

  /** All pages of a list; something is written between the first ones. */
  async function pages(asked: object, limit: number): Promise<ClaimFields[]> {
    const query = { ...asked, limit: String(limit) };
    const items: ClaimFields[] = [];
    let page = await lists.list(NAMESPACE, querySchema.parse(query));
    const { as_of } = page;
    for (let number = 1; ; number += 1) {
      expect(page).toMatchObject({ as_of });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      items.push(...page.items);
      if (page.next_cursor === null) return items;
      const meanwhile = number <= 3 ? [insert({ ...UNREMARKABLE, subject: items.at(-1)?.subject ?? '' })] : [];
      await store.database.commit('x', NAMESPACE, meanwhile);
      page = await lists.list(NAMESPACE, querySchema.parse({ ...query, cursor: page.next_cursor }));
    }
  }

  it('holds what matches, all of it and in its order, page by page, whatever is written meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(question, fc.integer({ min: 1, max: 60 }), async (asked, limit) => {
        const query = querySchema.parse(asked);
        const everything = await lists.list(NAMESPACE, querySchema.parse({ limit: '1000' }));
        const expected = everything.items.filter((claim) => matches(claim, query)).sort(order(query));
        expect(everything.next_cursor).toBeNull();
        expect((await pages(asked, limit)).map(({ hash }) => hash)).toEqual(expected.map(({ hash }) => hash));
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('as of an earlier moment is the same for ever', async () => {
    const before = await lists.list(NAMESPACE, querySchema.parse({ subject: 'plain', limit: '1000' }));
    await store.database.commit('x', NAMESPACE, [insert({ ...UNREMARKABLE, subject: 'plain' })]);
    const again = await lists.list(NAMESPACE, querySchema.parse({ subject: 'plain', limit: '1000', as_of: before.as_of }));
    const now = await lists.list(NAMESPACE, querySchema.parse({ subject: 'plain', limit: '1000' }));
    expect(again).toEqual(before);
    expect(now.items).toHaveLength(before.items.length + 1);
  });

  it('continues below a prefix behind the longest subject', async () => {
    const query = { subject_prefix: 'long', limit: '1' };
    const first = await lists.list(NAMESPACE, querySchema.parse(query));
    const second = await lists.list(NAMESPACE, querySchema.parse({ ...query, cursor: first.next_cursor ?? '' }));
    expect(second.items[0]?.hash).not.toBe(first.items[0]?.hash);
  });

  it.each([
    ['made up', {}, () => 'nonsense'],
    ['of another query', { predicate: 'q' }, (cursor: string) => cursor],
    ['with a moment that does not exist', {}, (cursor: string) => changed(cursor, 1, '2026-02-30T00:00:00.000000Z')],
    ['with a subject that PostgreSQL cannot hold', {}, (cursor: string) => changed(cursor, 2, 'a\0b')],
    ['with a place that is no moment', {}, (cursor: string) => changed(cursor, 3, 'yesterday')],
    ['with a place that is no hash', {}, (cursor: string) => changed(cursor, 4, "'; --")],
  ])('refuses a cursor that is %s', async (_what, other, change) => {
    const query = { subject_prefix: 'code://', limit: '1' };
    const { next_cursor } = await lists.list(NAMESPACE, querySchema.parse(query));
    const refused = lists.list(NAMESPACE, querySchema.parse({ ...query, ...other, cursor: change(next_cursor ?? '') }));
    await expect(refused).rejects.toMatchObject({ code: 'validation_failed', status: 400, options: { errors: [{ path: 'cursor' }] } });
  });

  it('does not continue in another namespace', async () => {
    const { next_cursor } = await lists.list(NAMESPACE, querySchema.parse({ limit: '1' }));
    await expect(lists.list('other', querySchema.parse({ limit: '1', cursor: next_cursor ?? '' }))).rejects.toMatchObject({
      code: 'validation_failed',
    });
    await expect(lists.list('other', querySchema.parse({}))).resolves.toMatchObject({ items: [], next_cursor: null });
  });
});

/** The same cursor with another part. */
function changed(cursor: string, part: number, value: string): string {
  const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as string[];
  parts[part] = value;
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}
