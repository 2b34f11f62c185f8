import { type Claim, SOURCE_CLASSES } from '@stemedb/knowledge/claims';
import { call, search } from './support/call';
import { addressOf, agent, claimOf, signClaim } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

type Parameters = Record<string, string | number>;

const SUBJECT = 'test://filters';
const picture = (bits: number): Claim => claimOf({ subject: 'test://picture', object: { type: 'Number', value: bits }, visual_hash: (2n ** BigInt(bits) - 1n).toString(16).padStart(16, '0') });

const CLAIMS: Record<string, Claim> = {
  ...Object.fromEntries(SOURCE_CLASSES.map((source_class) => [source_class, claimOf({ subject: SUBJECT, source_class, confidence: 0.5 })])),
  certain: claimOf({ subject: SUBJECT, predicate: 'certainty', confidence: 1 }),
  doubtful: claimOf({ subject: SUBJECT, predicate: 'certainty', confidence: 0 }),
  half: claimOf({ subject: SUBJECT, predicate: 'certainty', confidence: 0.5 }),
  picture0: picture(0),
  picture8: picture(8),
  picture9: picture(9),
  picture64: picture(64),
  blind: claimOf({ subject: 'test://picture', predicate: 'other' }),
  composed: claimOf({ subject: 'caf\u00e9 & co+' }),
  tree: claimOf({ subject: 'tree://a/b' }),
  lastOfTree: claimOf({ subject: 'tree://a/\u{10FFFF}' }),
  besideTree: claimOf({ subject: 'tree://ab' }),
};
const NAME_BY_HASH = new Map(Object.entries(CLAIMS).map(([name, claim]) => [addressOf(claim), name]));

describe('a filter of a query', () => {
  let server: TestApp;
  const get = (query: string) => call(server.url, 'GET', `/v1/query${query}`, { key: server.adminKey });
  const names = async (query: string) => {
    const { body } = await get(query);
    return [...(body['items'] ?? body['candidates'] ?? [])].map((item) => NAME_BY_HASH.get(String(item['hash']))).sort();
  };
  /** What a list and what a lens over one pair hold. */
  const both = async (parameters: Parameters) => {
    const [listed, weighed] = [await names(search(parameters)), await names(search({ ...parameters, lens: 'consensus' }))];
    expect(weighed).toEqual(listed);
    return listed;
  };

  beforeAll(async () => {
    server = await startTestApp();
    for (const [index, claim] of Object.values(CLAIMS).entries()) {
      expect((await call(server.url, 'POST', '/v1/assert', { key: server.adminKey, body: signClaim(claim, [agent(index + 1), agent(200)]) })).status).toBe(201);
    }
  });
  afterAll(() => server.close());

  it.each([
    'source_class=Clinical',
    'source_class[]=Clinical',
    'source_class%5B%5D=Clinical',
    'source_class%5b%5d=Clinical',
  ])('takes one class as %s', async (query) => {
    expect(await names(`?subject=${SUBJECT}&${query}`)).toEqual(['Clinical']);
    expect(await names(`?subject=${SUBJECT}&predicate=value&lens=skeptic&${query}`)).toEqual(['Clinical']);
  });

  it.each([
    'source_class=Clinical&source_class=Expert',
    'source_class[]=Clinical&source_class[]=Expert',
    'source_class%5B%5D=Clinical&source_class%5b%5d=Expert',
    'source_class=Clinical&source_class[]=Expert',
    'source_class%5B%5D=Clinical&source_class[]=Expert&source_class=Clinical',
  ])('takes several classes as %s', async (query) => {
    expect(await names(`?subject=${SUBJECT}&predicate=value&${query}`)).toEqual(['Clinical', 'Expert']);
  });

  it('takes all classes at once, and none that there is not', async () => {
    const all = SOURCE_CLASSES.map((name) => `source_class=${name}`).join('&');
    expect(await names(`?subject=${SUBJECT}&predicate=value&${all}`)).toEqual([...SOURCE_CLASSES].sort());
    for (const query of ['source_class=', 'source_class=clinical', 'source_class=Clinical,Expert', 'source_class[]=Clinical&source_class[]=', 'source_class[0]=Clinical']) {
      const answer = await get(`?${query}`);
      expectProblem(answer, 400, 'validation_failed');
      expect(badFields(answer)[0]).toMatch(/^source_class/);
    }
  });

  it.each<[string, string[]]>([
    ['0', ['certain', 'doubtful', 'half']],
    ['0.5', ['certain', 'half']],
    ['5e-1', ['certain', 'half']],
    ['0.500000001', ['certain']],
    ['1', ['certain']],
  ])('of min_confidence=%s includes that confidence itself', async (min_confidence, expected) => {
    expect(await both({ subject: SUBJECT, predicate: 'certainty', min_confidence })).toEqual(expected);
  });

  it.each<[Parameters, string[]]>([
    [{}, ['picture0', 'picture8']],
    [{ visual_threshold: 0 }, ['picture0']],
    [{ visual_threshold: 9 }, ['picture0', 'picture8', 'picture9']],
    [{ visual_threshold: 64 }, ['picture0', 'picture64', 'picture8', 'picture9']],
  ])('of pictures counts the bits in which they differ: %j', async (parameters, expected) => {
    expect(await both({ subject: 'test://picture', predicate: 'value', visual_near: '0'.repeat(16), ...parameters })).toEqual(expected);
  });

  it('of an agent finds what it has signed together with others', async () => {
    const own = await names(search({ agent_id: agent(1).agentId }));
    expect(own).toEqual(['Regulatory']);
    expect(await names(search({ agent_id: agent(200).agentId, limit: 1_000 }))).toEqual(Object.keys(CLAIMS).sort());
    expect(await both({ subject: SUBJECT, predicate: 'value', agent_id: agent(1).agentId })).toEqual(own);
  });

  it('of a subject finds every spelling of it, escaped in every way', async () => {
    for (const subject of ['caf%C3%A9%20%26%20co%2B', 'cafe%CC%81+%26+co%2b', 'caf%c3%a9 %26 co%2B']) expect(await names(`?subject=${subject}`)).toEqual(['composed']);
    expect(await names(search({ subject: 'Caf\u00e9 & co+' }))).toEqual([]);
  });

  it('of a prefix holds the whole subtree and nothing beside it', async () => {
    expect(await names(search({ subject_prefix: 'tree://a/' }))).toEqual(['lastOfTree', 'tree']);
    expect(await names(search({ subject_prefix: 'tree://a' }))).toEqual(['besideTree', 'lastOfTree', 'tree']);
    expect(await names(search({ subject_prefix: 'tree://a/b' }))).toEqual(['tree']);
    expect(await names(search({ subject_prefix: 'tree://_' }))).toEqual([]);
  });

  it('joins the others: every one must hold', async () => {
    expect(await both({ subject: SUBJECT, predicate: 'certainty', min_confidence: 0.5, agent_id: agent(7).agentId, lifecycle: 'Proposed' })).toEqual(['certain']);
    expect(await names(search({ subject: SUBJECT, predicate: 'certainty', source_class: 'Regulatory' }))).toEqual([]);
  });

  it('that has nothing to work on yet is accepted all the same', async () => {
    for (const query of ['include_superseded=true', 'resolve_aliases=false', 'decay=off', 'tolerance=0.1', 'epoch=none']) expect([query, (await get(`?${query}`)).status]).toEqual([query, 200]);
  });

  it.each([
    'include_superseded=yes', 'resolve_aliases=1', 'decay=false', 'tolerance=-1', 'min_confidence=1.01', 'min_confidence=.5', 'visual_threshold=65', 'visual_near=00', 'agent_id=alice', 'lifecycle=approved', 'subject=', 'subject_prefix=', 'predicate=', 'epoch=',
  ])('is refused as %s, by its name', async (query) => {
    const answer = await get(`?${query}`);
    expectProblem(answer, 400, 'validation_failed');
    expect(badFields(answer)).toEqual([query.split('=')[0]]);
  });
});
