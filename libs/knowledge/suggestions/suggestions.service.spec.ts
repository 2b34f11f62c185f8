import { randomUUID } from 'node:crypto';
import { AliasesModule, AliasesService } from '@stemedb/knowledge/aliases';
import { AssertionsModule, predicateKey, subjectKey } from '@stemedb/knowledge/assertions';
import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { SuggestionsModule } from './suggestions.module';
import { SuggestionsService } from './suggestions.service';

const INSERT = {
  text: `
    INSERT INTO assertion (namespace, subject_key, predicate_key, hash, subject, predicate, object, confidence, source_hash,
      source_class, declared_class, lifecycle)
    SELECT $1, key, predicate_key, sha256(convert_to(salt || subject || predicate || object, 'UTF8')), subject, predicate, object, 1,
      decode(repeat('00', 32), 'hex'), 3, false, 'Proposed'
    FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[]) AS given (key, predicate_key, subject, predicate, object, salt)`,
};

interface Stated {
  readonly subject: string;
  readonly predicate?: string;
  readonly value?: unknown;
}

describe('suggested aliases', () => {
  let store: OpenStore;
  let suggestions: SuggestionsService;
  let salt = 0;

  beforeAll(async () => {
    const imports = [ConfigModule.with(parseConfig({})), BatchingModule, AssertionsModule, AliasesModule, SuggestionsModule];
    store = await openStore({ imports });
    suggestions = store.get(SuggestionsService);
  });
  afterAll(() => store.close());

  const write = async (namespace: string, claims: readonly Stated[]): Promise<void> => {
    const whole = claims.map(({ subject, predicate = 'p', value = subject }) => ({
      subject,
      predicate,
      object: JSON.stringify({ type: typeof value === 'string' ? 'Text' : typeof value === 'number' ? 'Number' : 'Boolean', value }),
    }));
    const values = [
      namespace,
      whole.map((claim) => subjectKey(namespace, claim.subject)),
      whole.map((claim) => predicateKey(claim.predicate)),
      whole.map((claim) => claim.subject),
      whole.map((claim) => claim.predicate),
      whole.map((claim) => claim.object),
      whole.map(() => `${(salt += 1)} `),
    ];
    await store.database.commit('x', namespace, [{ statement: INSERT, values }]);
  };
  const suggest = async (path: string, namespace: string, limit = 20) => (await suggestions.suggest({ path, limit }, namespace)).items;
  const found = async (path: string, namespace: string) =>
    (await suggest(path, namespace)).map((item) => [item.path, item.reasons.map(({ kind }) => kind).join(' ')]);

  it('are found by spelling, by tail and by objects, for a path that nobody has claimed anything about too', async () => {
    await write('found', [
      { subject: 'code://rust/app/tls/verify' },
      { subject: 'drug://semaglutid' },
      { subject: 'wiki://Ozempic', predicate: 'half_life', value: 7 },
      { subject: 'drug://semaglutide/injection', predicate: 'half_life', value: 7 },
      { subject: 'something else' },
    ]);
    expect(await found('rfc://5246/tls/verify', 'found')).toEqual([['code://rust/app/tls/verify', 'spelling tail']]);
    expect(await found('drug://semaglutide', 'found')).toEqual([
      ['drug://semaglutid', 'spelling'],
      ['drug://semaglutide/injection', 'spelling'],
    ]);
    expect(await found('wiki://Ozempic', 'found')).toEqual([['drug://semaglutide/injection', 'objects']]);
    expect(await found('nothing like it', 'found')).toEqual([]);
  });

  it('are taken from what has just been written, again and again', async () => {
    await write('fresh', [{ subject: 'a://name' }]);
    expect(await found('b://name', 'fresh')).toEqual([['a://name', 'spelling tail']]);
    await write('fresh', [{ subject: 'c://name' }, { subject: 'a://name', predicate: 'q', value: 'v' }]);
    expect(await found('b://name', 'fresh')).toEqual([
      ['a://name', 'spelling tail'],
      ['c://name', 'spelling tail'],
    ]);
    await write('fresh', [{ subject: 'z://other', predicate: 'q', value: 'v' }]);
    expect(await found('z://other', 'fresh')).toEqual([['a://name', 'objects']]);
  });

  it('are not made of a shared true or false, nor of the same object for another predicate', async () => {
    await write('weak', [
      { subject: 'a://one', predicate: 'is_safe', value: true },
      { subject: 'b://two', predicate: 'is_safe', value: true },
      { subject: 'c://three', predicate: 'p', value: 'v' },
      { subject: 'd://four', predicate: 'q', value: 'v' },
    ]);
    for (const path of ['a://one', 'c://three']) expect(await found(path, 'weak')).toEqual([]);
  });

  it('leave out what means the same already, by whatever alias', async () => {
    await write('known', ['a://name', 'b://name', 'c://name', 'd://name'].map((subject) => ({ subject })));
    const aliases = store.get(AliasesService);
    const principal = { keyId: randomUUID(), role: 'write_agent', namespace: 'known', agentIds: [] } as const;
    await aliases.create({ alias: 'a://name', canonical: 'b://name', reason: 'r' }, principal);
    await aliases.create({ alias: 'c://name', canonical: 'b://name', reason: 'r' }, principal);
    expect(await found('a://name', 'known')).toEqual([['d://name', 'spelling tail']]);
    await aliases.remove({ alias: 'c://name' }, 'known');
    expect((await found('a://name', 'known')).map(([path]) => path)).toEqual(['c://name', 'd://name']);
  });

  it('leave out subjects, and shared objects, of which every claim is held back', async () => {
    await write('held', [
      { subject: 'a://name', predicate: 'q', value: 'v' },
      { subject: 'b://name' },
      { subject: 'c://name', predicate: 'q', value: 'v' },
      { subject: 'c://name' },
    ]);
    const hold = `
      INSERT INTO quarantine (namespace, subject_key, assertion_hash, reason, detail)
      SELECT namespace, subject_key, hash, 'pattern', 'any' FROM assertion
      WHERE namespace = 'held' AND (subject = 'b://name' OR subject = 'c://name' AND predicate = 'q')`;
    await store.database.commit('x', 'held', [{ statement: { text: hold }, values: [] }]);
    expect(await found('a://name', 'held')).toEqual([['c://name', 'spelling tail']]);
  });

  it('know nothing of another namespace', async () => {
    await write('red', [{ subject: 'a://name' }]);
    await write('blue', [{ subject: 'c://name' }]);
    expect(await found('b://name', 'blue')).toEqual([['c://name', 'spelling tail']]);
    expect(await found('b://name', 'green')).toEqual([]);
  });

  it('do not rest on what thousands have in common, but are found by what is rare', async () => {
    const crowd = Array.from({ length: 2_500 }, (_, index) => ({ subject: `x://crowd/${index}`, predicate: 'unit', value: 'mg' }));
    await write('crowd', [...crowd, { subject: 'y://crowd/zebra', predicate: 'unit', value: 'mg' }, { subject: 'z://lonely', predicate: 'unit', value: 'mg' }]);
    expect((await found('w://crowd/zebra', 'crowd'))[0]).toEqual(['y://crowd/zebra', 'spelling tail']);
    expect(await found('z://lonely', 'crowd')).toEqual([]);
  });

  it('are at most as many as asked for, the best ones, and stand for a moment', async () => {
    await write('many', Array.from({ length: 30 }, (_, index) => ({ subject: `s${index}://name` })));
    await write('many', [{ subject: 'best://name', predicate: 'q', value: 'v' }, { subject: 'path://name', predicate: 'q', value: 'v' }]);
    const answer = await suggestions.suggest({ path: 'path://name', limit: 3 }, 'many');
    expect(answer.items.map(({ path }) => path)).toEqual(['best://name', 's0://name', 's10://name']);
    expect([answer.path, answer.as_of]).toEqual(['path://name', expect.stringMatching(/\.\d{6}Z$/)]);
  });
});
