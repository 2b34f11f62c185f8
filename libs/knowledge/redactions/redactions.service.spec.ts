import { randomUUID } from 'node:crypto';
import type { Principal } from '@stemedb/access/api-keys';
import { AssertionsModule } from '@stemedb/knowledge/assertions';
import { Projector } from '@stemedb/knowledge/projections';
import { named, plant, plantSource } from '@stemedb/knowledge/sources/testing';
import { SearchModule } from '@stemedb/knowledge/search';
import { SuggestionsModule } from '@stemedb/knowledge/suggestions';
import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { withClient } from '@stemedb/platform/database';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { Erasers } from './erasers';
import { RedactionsModule } from './redactions.module';
import { RedactionsService } from './redactions.service';

const RESTRICT_VIOLATION = '23001';
const admin = (namespace = 'team'): Principal => ({ keyId: randomUUID(), role: 'admin', namespace, agentIds: [] });

describe('a redaction', () => {
  let store: OpenStore;
  let redactions: RedactionsService;

  beforeAll(async () => {
    const imports = [ConfigModule.with(parseConfig({})), BatchingModule, AssertionsModule, SearchModule, SuggestionsModule, RedactionsModule];
    store = await openStore({ imports });
    redactions = store.get(RedactionsService);
  });
  afterAll(() => store.close());

  const redact = (name: string, namespace = 'team', reason = 'asked for') => redactions.redact({ hash: named(name), reason }, admin(namespace));
  const rows = <Row extends Record<string, unknown>>(text: string, values: readonly unknown[] = [], namespace = 'team') =>
    store.database.query<Row>('x', namespace, { statement: { text }, values });
  const bytes = (name: string) => Buffer.from(named(name), 'hex');

  it('makes the row a tombstone that keeps its place, its time and its class', async () => {
    await plant(store.database, 'team', { name: 'kept', confidence: 0.4 });
    const columns = 'hash, subject, predicate, confidence, source_class, lifecycle, recorded_at, parent_hash';
    const find = () => rows(`SELECT ${columns} FROM assertion WHERE hash = $1`, [bytes('kept')]);
    const before = await find();
    const answer = await redact('kept');
    expect(answer).toEqual({ kind: 'assertion', hash: named('kept'), outcome: 'redacted', fields: ['object'], reason: 'asked for', recorded_at: answer.recorded_at });
    expect(await find()).toEqual(before);
    expect(await rows('SELECT object, narrative, redacted_at IS NOT NULL AS redacted FROM assertion WHERE hash = $1', [bytes('kept')])).toEqual([
      { object: 'null', narrative: null, redacted: true },
    ]);
  });

  it('is done once where many order it at once, and the first reason stays', async () => {
    await plant(store.database, 'team', { name: 'at once' });
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => redact('at once', 'team', `reason ${index}`)));
    expect(answers.filter(({ outcome }) => outcome === 'redacted')).toHaveLength(1);
    expect(new Set(answers.map(({ reason, recorded_at }) => `${reason} ${recorded_at}`)).size).toBe(1);
    const audits = await rows<{ payload: string }>(`SELECT payload FROM audit WHERE act = 'redact' AND payload LIKE $1`, [`%${named('at once')}%`]);
    expect(audits.map(({ payload }) => JSON.parse(payload) as unknown)).toEqual([
      { detail: { kind: 'assertion', hash: named('at once'), fields: ['object'], reason: answers[0]?.reason } },
    ]);
  });

  it('of what never was is refused, and what stands in another namespace never was', async () => {
    await plant(store.database, 'other', { name: 'walls' });
    await expect(redact('walls')).rejects.toMatchObject({ code: 'redaction_target_not_found', status: 404 });
    await plant(store.database, 'team', { name: 'walls' });
    await redact('walls');
    expect(await rows('SELECT object FROM assertion WHERE hash = $1', [bytes('walls')], 'other')).toEqual([{ object: '{"type":"Number","value":1}' }]);
    expect(await rows('SELECT FROM redaction', [], 'other')).toEqual([]);
  });

  it('of an address under which two things stand has to say which is meant', async () => {
    await plant(store.database, 'team', { name: 'twice' });
    await plantSource(store.database, 'team', 'twice');
    await expect(redact('twice')).rejects.toMatchObject({ code: 'redaction_target_ambiguous', status: 422 });
    const answer = await redactions.redact({ hash: named('twice'), kind: 'source', reason: 'asked for' }, admin());
    expect(answer).toMatchObject({ kind: 'source', fields: ['title'] });
    expect(await rows('SELECT object FROM assertion WHERE hash = $1', [bytes('twice')])).toEqual([{ object: '{"type":"Number","value":1}' }]);
    const missing = redactions.redact({ hash: named('kept'), kind: 'source', reason: 'asked for' }, admin());
    await expect(missing).rejects.toMatchObject({ code: 'redaction_target_not_found' });
  });

  it('takes what a gate wrote down about the claim with it', async () => {
    await plant(store.database, 'team', { name: 'held', quarantine: 'pending' });
    await redact('held');
    expect(await rows('SELECT reason, detail FROM quarantine WHERE assertion_hash = $1', [bytes('held')])).toEqual([{ reason: 'pattern', detail: 'redacted' }]);
  });

  it('stands with all that modules erase for it, or not at all', async () => {
    await plant(store.database, 'team', { name: 'together' });
    let broken = true;
    const erased: string[] = [];
    store.get(Erasers).register(async (_manager, _namespace, claim) => {
      if (broken) throw new Error('cannot erase');
      erased.push(claim.object);
    });
    await expect(redact('together')).rejects.toThrow('cannot erase');
    expect(await rows('SELECT object FROM assertion WHERE hash = $1', [bytes('together')])).toEqual([{ object: '{"type":"Number","value":1}' }]);
    broken = false;
    await redact('together');
    expect(erased).toEqual(['{"type":"Number","value":1}']);
  });

  describe('takes out of derived tables', () => {
    const catchUp = async () => {
      for (const name of ['search_document', 'concept']) await store.get(Projector).catchUp('derived', name);
    };
    const documents = async () => (await withClient(store.adminUrl, (client) => client.query(`SELECT FROM search_document WHERE namespace = 'derived'`))).rowCount;
    /** Of facts: those of tails are told apart by how many there are. */
    const hashedFeatures = async () =>
      (await rows<{ keys: string }>('SELECT cardinality(subject_keys)::text AS keys FROM concept_posting WHERE feature < 0 ORDER BY feature', [], 'derived')).length;

    it('the words and the facts of the claim, however far they have come', async () => {
      await plant(store.database, 'derived', { name: 'filed', subject: 'a subject', value: 71 }, { name: 'same', subject: 'a subject', value: 72 }, { name: 'same again', subject: 'a subject', value: 72, confidence: 0.5 });
      await catchUp();
      expect([await documents(), await hashedFeatures()]).toEqual([3, 3]);
      await redact('filed', 'derived');
      expect([await documents(), await hashedFeatures()]).toEqual([2, 2]);
      await redact('same', 'derived');
      expect([await documents(), await hashedFeatures()]).toEqual([1, 2]);
      await plant(store.database, 'derived', { name: 'not filed yet', subject: 'a subject', value: 73 });
      await redact('not filed yet', 'derived');
      await catchUp();
      expect([await documents(), await hashedFeatures()]).toEqual([1, 2]);
    });
  });

  describe('is the only change of an immutable row', () => {
    const RECORD = `INSERT INTO redaction (namespace, kind, hash, subject_key, fields, reason, key_id)
      SELECT namespace, 'assertion', hash, subject_key, '{object}', 'by hand', gen_random_uuid() FROM assertion WHERE hash = '\\x${named('by hand')}'`;
    const TOMBSTONE = `object = 'null', narrative = NULL, source_metadata = NULL, visual_hash = NULL, vector = NULL, redacted_at = stemedb_recorded_at()`;
    const OWN = `WHERE hash = '\\x${named('by hand')}'`;

    beforeAll(() => plant(store.database, 'team', { name: 'by hand', value: 5 }, { name: 'beside', value: 6 }));

    /** Statements in one commit, which is taken back. */
    const attempt = (url: string, statements: readonly string[], begun = true) =>
      withClient(url, async (client) => {
        await client.query(`BEGIN; SET LOCAL stemedb.namespace = 'team'`);
        if (begun) await client.query('SELECT stemedb_begin_commit(gen_random_uuid())');
        for (const statement of statements) await client.query(statement);
      });

    it.each([
      ['without a record of it', [`UPDATE assertion SET ${TOMBSTONE} ${OWN}`]],
      ['of another claim', [RECORD, `UPDATE assertion SET ${TOMBSTONE} WHERE hash = '\\x${named('beside')}'`]],
      ['of another claim as well', [RECORD, `UPDATE assertion SET ${TOMBSTONE}`]],
      ['to another object', [RECORD, `UPDATE assertion SET object = '{"type":"Number","value":9}' ${OWN}`]],
      ['of another column', [RECORD, `UPDATE assertion SET confidence = 0 ${OWN}`]],
      ['of another column together with it', [RECORD, `UPDATE assertion SET confidence = 0, ${TOMBSTONE} ${OWN}`]],
      ['of half of it', [RECORD, `UPDATE assertion SET narrative = NULL ${OWN}`]],
      ['to another moment', [RECORD, `UPDATE assertion SET ${TOMBSTONE.replace('stemedb_recorded_at()', 'now()')} ${OWN}`]],
      ['back', [RECORD, `UPDATE assertion SET ${TOMBSTONE} ${OWN}`, `UPDATE assertion SET object = '{"type":"Number","value":5}', redacted_at = NULL ${OWN}`]],
      ['of a source', [RECORD, 'UPDATE source SET title = NULL']],
      ['of the record', [RECORD, `UPDATE redaction SET reason = 'another' ${OWN}`]],
      ['by deletion', [RECORD, `DELETE FROM assertion ${OWN}`]],
      ['by emptying the table', [RECORD, 'TRUNCATE assertion']],
    ])('and not %s, for the owner and for a superuser', async (_what, statements) => {
      for (const url of [store.url, store.adminUrl]) await expect(attempt(url, statements)).rejects.toMatchObject({ code: RESTRICT_VIOLATION });
    });

    it('which the same statement is in its own commit', async () => {
      for (const url of [store.url, store.adminUrl]) {
        await expect(attempt(url, [RECORD, `UPDATE assertion SET ${TOMBSTONE} ${OWN}`])).resolves.toBeUndefined();
      }
    });

    it('and not outside of a commit', async () => {
      const late = [`INSERT INTO redaction SELECT namespace, 'assertion', hash, subject_key, '{}', 'x', gen_random_uuid(), now() FROM assertion ${OWN}`];
      await expect(attempt(store.url, [...late, `UPDATE assertion SET object = 'null', redacted_at = now() ${OWN}`], false)).rejects.toMatchObject({ code: RESTRICT_VIOLATION });
    });
  });
});
