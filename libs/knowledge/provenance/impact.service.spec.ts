import { named, plant, plantMany, plantRetraction, plantSource } from '@stemedb/knowledge/sources/testing';
import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { impactSchema, type SourceImpact } from './impact.dto';
import { ImpactService } from './impact.service';
import { ProvenanceModule } from './provenance.module';

let store: OpenStore;
let impacts: ImpactService;

beforeAll(async () => {
  store = await openStore({ imports: [ConfigModule.with(parseConfig({ STEMEDB_LENS_MAX_CANDIDATES: '100' })), BatchingModule, ProvenanceModule] });
  impacts = store.get(ImpactService);
});

afterAll(() => store.close());

const register = (name: string, namespace = 'team') => plantSource(store.database, namespace, name);
const retract = (name: string) => plantRetraction(store.database, 'team', name);
const impactOf = (name: string, changes: Record<string, string> = {}, namespace = 'team') =>
  impacts.find(namespace, named(name), impactSchema.parse(changes));

describe('the impact of a retraction', () => {
  const winners = ({ pairs }: SourceImpact) =>
    Object.fromEntries((pairs ?? []).map((pair) => [pair.subject, [pair.before?.winner?.hash ?? null, pair.after?.winner?.hash ?? null, pair.answer_changes]]));

  it('counts the claims, whose they are and what they are about', async () => {
    await register('summed');
    await plant(
      store.database,
      'team',
      { name: 's1', source: 'summed', subject: 'sum a', agents: [1, 2] },
      { name: 's2', source: 'summed', subject: 'sum b', agents: [1] },
      { name: 's3', parent: 's1', subject: 'sum a', agents: [3] },
      { name: 's4', subject: 'sum c', agents: [4] },
      { name: 's5', source: 'summed', subject: 'sum d', agents: [5], quarantine: 'pending' },
    );
    const { counts, agents, pairs, items, status } = await impactOf('summed');
    expect(counts).toEqual({ assertions: 2, descendants: 1, agents: 3, pairs: 2 });
    expect(agents?.map(({ assertions }) => assertions)).toEqual([2, 1, 1]);
    expect(pairs?.map(({ subject, assertions }) => [subject, assertions])).toEqual([['sum a', 2], ['sum b', 1]]);
    expect([items.length, status]).toEqual([3, 'active']);
  });

  it('tells which answers would change, and by which claim they would be given', async () => {
    await register('weighed');
    await plant(
      store.database,
      'team',
      { name: 'p1', source: 'weighed', subject: 'turns', value: 1 },
      { name: 'p2', subject: 'turns', value: 2, confidence: 0.5 },
      { name: 'p3', source: 'weighed', subject: 'stays', value: 1, confidence: 0.5 },
      { name: 'p4', subject: 'stays', value: 2 },
      { name: 'p5', source: 'weighed', subject: 'falls silent' },
      { name: 'p6', source: 'weighed', subject: 'is said by another' },
      { name: 'p7', subject: 'is said by another', confidence: 0.5 },
    );
    const impact = await impactOf('weighed');
    expect(winners(impact)).toEqual({
      turns: [named('p1'), named('p2'), true],
      stays: [named('p4'), named('p4'), false],
      'falls silent': [named('p5'), null, true],
      'is said by another': [named('p6'), named('p7'), false],
    });
    expect(impact.pairs?.find(({ subject }) => subject === 'is said by another')?.winner_changes).toBe(true);
  });

  it('looks through the lens that is asked for', async () => {
    await register('lens');
    await plant(
      store.database,
      'team',
      { name: 'l1', source: 'lens', subject: 'lens', value: 1, confidence: 0.9 },
      { name: 'l2', subject: 'lens', value: 2, confidence: 0.6, agents: [2] },
      { name: 'l3', subject: 'lens', value: 2, confidence: 0.5, agents: [3] },
    );
    expect(winners(await impactOf('lens'))['lens']?.[2]).toBe(false);
    expect(winners(await impactOf('lens', { lens: 'confidence' }))['lens']).toEqual([named('l1'), named('l2'), true]);
  });

  it('is what the retraction then does, claims included that had fallen already or are held back', async () => {
    await register('said');
    await register('fell before');
    await retract('fell before');
    const planted = await plant(
      store.database,
      'team',
      { name: 'd1', source: 'said', subject: 'said', value: 1 },
      { name: 'd2', parent: 'd1', subject: 'said', value: 1 },
      { name: 'd3', source: 'fell before', parent: 'd1', subject: 'said', value: 3 },
      { name: 'd4', source: 'said', subject: 'said', value: 4, quarantine: 'pending' },
      { name: 'd5', parent: 'd4', subject: 'said', value: 5, confidence: 0.1 },
      { name: 'd6', subject: 'said', value: 6, confidence: 0.05 },
    );
    const before = await impactOf('said');
    expect(before.counts).toEqual({ assertions: 1, descendants: 3, agents: 1, pairs: 1 });
    const retracted = await retract('said');
    const after = await impactOf('said');
    expect(after).toMatchObject({ counts: before.counts, agents: before.agents, items: before.items, status: 'retracted' });
    expect(after.pairs?.[0]?.before).toEqual(before.pairs?.[0]?.after);
    expect(after.pairs?.[0]).toMatchObject({ before: after.pairs?.[0]?.after, answer_changes: false, winner_changes: false });
    expect(before.pairs?.[0]).toMatchObject({ before: { winner: { hash: named('d1') } }, after: { winner: { hash: named('d6') } } });
    expect(await impactOf('said', { as_of: planted })).toEqual({ ...before, as_of: planted });
    expect((await impactOf('said', { as_of: retracted })).status).toBe('retracted');
  });

  it('does not go away with a new claim that cites the retracted source: it falls as well', async () => {
    await register('gone');
    await retract('gone');
    await plant(store.database, 'team', { name: 'g1', source: 'gone', subject: 'gone' }, { name: 'g2', parent: 'g1', subject: 'gone' });
    expect(winners(await impactOf('gone'))).toEqual({ gone: [null, null, false] });
  });

  it('says nothing of an answer that no lens can give, and all of the others', async () => {
    await register('crowd');
    await plantMany(store.database, 'team', { prefix: 'crowd', count: 101, source: 'crowd' });
    await plant(store.database, 'team', { name: 'q1', source: 'crowd', subject: 'quiet' });
    const { pairs } = await impactOf('crowd');
    expect(pairs).toEqual([
      expect.objectContaining({ assertions: 101, before: null, after: null, answer_changes: null, winner_changes: null }),
      expect.objectContaining({ assertions: 1, answer_changes: true }),
    ]);
  });

  it('lists a hundred pairs and counts all, and compares on the first page only', async () => {
    await register('wide');
    await plant(store.database, 'team', ...Array.from({ length: 103 }, (_, index) => ({ name: `wide ${index}`, source: 'wide', subject: `wide ${index}` })));
    const first = await impactOf('wide', { limit: '60' });
    expect([first.counts.pairs, first.pairs?.length, first.items.length]).toEqual([103, 100, 60]);
    const second = await impactOf('wide', { limit: '60', cursor: first.next_cursor ?? '' });
    expect(second).toMatchObject({ counts: first.counts, as_of: first.as_of, pairs: null, agents: null, next_cursor: null });
    expect(new Set([...first.items, ...second.items].map(({ hash }) => hash)).size).toBe(103);
  });

  it('of a source that nothing cites is nothing', async () => {
    await register('idle');
    expect(await impactOf('idle')).toMatchObject({ counts: { assertions: 0, descendants: 0, agents: 0, pairs: 0 }, agents: [], pairs: [], items: [] });
  });

  it('of an unknown source or one of another namespace is missing', async () => {
    await register('red', 'red');
    await expect(impactOf('never')).rejects.toMatchObject({ code: 'source_not_found', status: 404 });
    await expect(impactOf('red')).rejects.toMatchObject({ code: 'source_not_found', status: 404 });
  });

  it('of ten thousand claims and as many descendants is told whole', async () => {
    await register('huge');
    await plantMany(store.database, 'team', { prefix: 'huge', count: 10_000, source: 'huge' });
    await plantMany(store.database, 'team', { prefix: 'tail', count: 10_000, parent: 'huge1' });
    const { counts, items } = await impactOf('huge', { limit: '1000' });
    expect(counts).toEqual({ assertions: 10_000, descendants: 10_000, agents: 1, pairs: 2 });
    expect(items).toHaveLength(1_000);
  });
});
