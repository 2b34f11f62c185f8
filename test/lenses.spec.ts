import { type Claim, contentHash } from '@stemedb/knowledge/claims';
import { call, type Json, search } from './support/call';
import { addressOf, agent, claimOf, SIGNED_AT, signClaim, signVote } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

type Parameters = Record<string, string | number>;

const number = (value: number) => ({ type: 'Number' as const, value });
const TRIAL = 'A report of one trial';
/** Cited by two claims, of which only the stronger counts. */
const TRIAL_HASH = contentHash(TRIAL);

/** What the label, a trial, two who cite that trial, a derived claim and a forum say of one thing. */
const label = claimOf({ object: number(7), confidence: 0.9, source_class: 'Regulatory' });
const trial = claimOf({ object: number(7), confidence: 0.8, source_class: 'Clinical', source_hash: TRIAL_HASH });
const CLAIMS = {
  label,
  trial,
  review: claimOf({ object: number(7), confidence: 0.7, source_class: 'Clinical', source_hash: TRIAL_HASH }),
  derived: claimOf({ object: number(7), confidence: 0.5, source_class: 'Expert', parent_hash: addressOf(label) }),
  forum: claimOf({ object: number(5), confidence: 1, source_class: 'Anecdotal' }),
  blog: claimOf({ object: number(5), confidence: 0.6, source_class: 'Anecdotal' }),
  close: claimOf({ object: number(7.07), confidence: 0.2, source_class: 'Community' }),
} satisfies Record<string, Claim>;
type Name = keyof typeof CLAIMS;
const NAMES = Object.keys(CLAIMS) as Name[];

const hashOf = (name: Name) => addressOf(CLAIMS[name]);
const nameOf = (hash: unknown) => NAMES.find((name) => hashOf(name) === hash);
const list = (json: Json | undefined): Json[] => [...(json ?? [])];

/** confidence × tier multiplier × trust; every signer is new, and forum has two. */
const WEIGHT: Record<Name, number> = { label: 0.45, trial: 0.36, review: 0.315, derived: 0.125, forum: 0.1, blog: 0.03, close: 0.03 };
const SEVEN = WEIGHT.label + WEIGHT.trial;
const FIVE = WEIGHT.forum + WEIGHT.blog;
const TOTAL = SEVEN + FIVE + WEIGHT.close;

function entropy(shares: readonly number[]): number {
  return -shares.reduce((sum, share) => sum + share * Math.log(share), 0) / Math.log(shares.length);
}

describe('a lens over HTTP', () => {
  let server: TestApp;
  const post = async (path: string, body: unknown) => expect((await call(server.url, 'POST', path, { key: server.adminKey, body })).status).toBeLessThan(300);
  const get = (path: string) => call(server.url, 'GET', path, { key: server.adminKey });
  const ask = async (parameters: Parameters, endpoint = 'query'): Promise<Json> => {
    const answer = await get(`/v1/${endpoint}${search({ subject: 'test://subject', predicate: 'value', decay: 'off', ...parameters })}`);
    expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
    return answer.body;
  };
  const winner = async (lens: string, parameters: Parameters = {}) => nameOf((await ask({ lens, ...parameters }))['winner']?.['hash']);

  beforeAll(async () => {
    server = await startTestApp();
    // Every claim has its own signer and a later time than the one before.
    for (const [index, name] of NAMES.entries()) await post('/v1/assert', signClaim(CLAIMS[name], agent(index + 1), SIGNED_AT + index));
    await post('/v1/assert', signClaim(CLAIMS.forum, agent(20), SIGNED_AT));
    for (const voter of [1, 2, 3]) await post('/v1/vote', signVote(hashOf('blog'), 1, agent(voter)));
    await post('/v1/vote', signVote(hashOf('label'), 0.5, agent(1)));
    await post('/v1/vote', signVote(hashOf('trial'), -1, agent(2)));
    await post('/v1/source', { content: TRIAL, title: 'Trial' });
  });
  afterAll(() => server.close());

  it('weighs every candidate by confidence, tier, trust of its signers and age', async () => {
    const candidates = list((await ask({ lens: 'consensus' }))['candidates']);
    const weights = Object.fromEntries(candidates.map((one) => [String(nameOf(one['hash'])), Number(Number(one['weight']).toFixed(9))]));
    expect(weights).toEqual(WEIGHT);
    const aged = list((await ask({ lens: 'consensus', decay: 'on' }))['candidates']).find((one) => nameOf(one['hash']) === 'trial');
    const days = (Date.now() / 1_000 - SIGNED_AT - 1) / 86_400;
    expect(Number(aged?.['decay'])).toBeCloseTo(0.5 ** (days / 730), 5);
  });

  it.each<[string, Name]>([
    ['recency', 'close'],
    ['confidence', 'forum'],
    ['consensus', 'label'],
    ['vote_consensus', 'blog'],
    ['authority', 'label'],
    ['epoch', 'close'],
    ['layered', 'label'],
  ])('of %s is won by %s', async (lens, expected) => {
    expect(await winner(lens)).toBe(expected);
  });

  it('groups equal objects, counts each source and line of descent once, and gives shares', async () => {
    const answer = await ask({ lens: 'consensus' });
    expect(list(answer['groups']).map((group) => [group['object']?.['value'], list(group['counted']).map(nameOf)])).toEqual([
      [7, ['label', 'trial']],
      [5, ['forum', 'blog']],
      [7.07, ['close']],
    ]);
    expect(list(answer['groups']?.[0]?.['hashes']).map(nameOf)).toEqual(['label', 'trial', 'review', 'derived']);
    expect(Number(answer['resolution_confidence'])).toBeCloseTo(SEVEN / TOTAL, 9);
    expect(list(answer['candidates']).filter((one) => !one['counted']).map((one) => nameOf(one['hash']))).toEqual(['review', 'derived']);
  });

  it('measures the conflict as normalized entropy of the shares', async () => {
    const score = entropy([SEVEN / TOTAL, FIVE / TOTAL, WEIGHT.close / TOTAL]);
    const answer = await ask({}, 'skeptic');
    expect([answer['winner'], answer['status']]).toEqual([null, score >= 0.4 ? 'Contested' : 'Agreed']);
    expect(Number(answer['conflict_score'])).toBeCloseTo(score, 9);
    expect(await ask({ source_class: 'Clinical' }, 'skeptic')).toMatchObject({ conflict_score: 0, status: 'Unanimous' });
  });

  it('takes Numbers within the tolerance that was asked for as equal', async () => {
    const groups = async (tolerance: number) => list((await ask({ tolerance }, 'skeptic'))['groups']).map((group) => list(group['hashes']).length);
    expect(await groups(0.02)).toEqual([5, 2]);
    expect(await groups(0.005)).toEqual([4, 2, 1]);
  });

  it('weighs votes instead of evidence as vote_consensus, and says how many there were', async () => {
    const answer = await ask({ lens: 'vote_consensus' });
    expect(list(answer['groups']).map((group) => [group['object']?.['value'], group['net_votes']])).toEqual([
      [5, 3],
      [7.07, 0],
      [7, -0.5],
    ]);
    const votes = Object.fromEntries(list(answer['candidates']).map((one) => [String(nameOf(one['hash'])), one['votes']]));
    expect(votes).toMatchObject({ blog: 3, label: 0.5, trial: -1, forum: 0 });
  });

  it('answers for each populated tier as layered, and between them', async () => {
    const answer = await ask({}, 'layered');
    expect(list(answer['tiers']).map((tier) => [tier['tier'], tier['source_class'], nameOf(tier['winner']?.['hash']), tier['status']])).toEqual([
      [0, 'Regulatory', 'label', 'Unanimous'],
      [1, 'Clinical', 'trial', 'Unanimous'],
      [3, 'Expert', 'derived', 'Unanimous'],
      [4, 'Community', 'close', 'Unanimous'],
      [5, 'Anecdotal', 'forum', 'Unanimous'],
    ]);
    expect(Number(answer['cross_tier_conflict'])).toBeGreaterThan(0);
  });

  it('of authority is never outvoted from below', async () => {
    for (let index = 0; index < 100; index += 10) {
      const body = Array.from({ length: 10 }, (_unused, offset) => signClaim(claimOf({ subject: 'test://crowd', object: number(5), confidence: 1, source_class: 'Anecdotal', narrative: `${index + offset}` }), agent(30)));
      await post('/v1/assert/batch', body);
    }
    const official = claimOf({ subject: 'test://crowd', object: number(7), confidence: 0.01, source_class: 'Regulatory' });
    await post('/v1/assert', signClaim(official, agent(31)));
    expect((await ask({ subject: 'test://crowd', lens: 'authority' }))['winner']?.['hash']).toBe(addressOf(official));
    expect((await ask({ subject: 'test://crowd', lens: 'consensus' }))['winner']?.['object']?.['value']).toBe(5);
  });

  it('says of each claim that it leaves out why', async () => {
    const subject = 'test://left-out';
    const claims: [string, Claim][] = [
      ['not_valid_at', claimOf({ subject, object: number(1), valid_to: 1 })],
      ['lifecycle', claimOf({ subject, object: number(2), lifecycle: 'Deprecated' })],
      ['lifecycle', claimOf({ subject, object: number(3), lifecycle: 'Rejected' })],
      ['below_min_confidence', claimOf({ subject, object: number(4), confidence: 0.1 })],
      ['source_class', claimOf({ subject, object: number(5), source_class: 'Anecdotal' })],
    ];
    const left = claimOf({ subject, object: number(6), source_class: 'Expert' });
    for (const claim of [left, ...claims.map(([, one]) => one)]) await post('/v1/assert', signClaim(claim));
    const answer = await ask({ subject, lens: 'consensus', min_confidence: 0.5, source_class: 'Expert' });
    expect(nameless(answer['candidates'])).toEqual([addressOf(left)]);
    expect(answer['excluded']).toEqual(claims.map(([reason, claim]) => ({ hash: addressOf(claim), reason })).sort((a, b) => (a.hash < b.hash ? -1 : 1)));
    const deprecated = await ask({ subject, lens: 'consensus', lifecycle: 'Deprecated' });
    expect(nameless(deprecated['candidates'])).toEqual([addressOf(claims[1]![1])]);
    const epoch = await ask({ subject, lens: 'consensus', epoch: 'label-2023' });
    expect(list(epoch['excluded']).map((one) => String(one['reason']))).toContain('epoch');
  });
  const nameless = (candidates: Json | undefined) => list(candidates).map((one) => String(one['hash']));

  it('lists as many candidates as it is asked for, and weighs them all', async () => {
    const [whole, short] = [await ask({ lens: 'consensus' }), await ask({ lens: 'consensus', limit: 2 })];
    expect(list(short['candidates'])).toEqual(list(whole['candidates']).slice(0, 2));
    const bare = { candidates: [], as_of: '', valid_at: '', audit_id: '' };
    expect({ ...short, ...bare }).toEqual({ ...whole, ...bare });
    expect(short['candidates_total']).toBe(NAMES.length);
  });

  it('names the source of a candidate, and warns of one that nobody has registered', async () => {
    const answer = await ask({ lens: 'consensus' });
    expect(answer['source_warnings']).toEqual([]);
    expect(list(answer['candidates']).find((one) => nameOf(one['hash']) === 'trial')?.['source_title']).toBe('Trial');
    const cites = claimOf({ subject: 'test://cites', source_hash: 'ef'.repeat(32) });
    await post('/v1/assert', signClaim(cites));
    const warned = await ask({ subject: 'test://cites', lens: 'recency' });
    expect(warned['source_warnings']).toEqual([{ source_hash: 'ef'.repeat(32), status: 'unregistered', hashes: [addressOf(cites)] }]);
  });

  it('obeys approved constraints only, and shows where two of them cannot both be obeyed', async () => {
    const say = (predicate: string, value: string, lifecycle: 'Approved' | 'Proposed') =>
      post('/v1/assert', signClaim(claimOf({ subject: 'code://app', predicate, object: { type: 'Text', value }, lifecycle })));
    await say('must_use', 'TLS 1.3', 'Approved');
    await say('must_use', 'SHA-1', 'Approved');
    await say('forbidden', 'SHA-1', 'Approved');
    await say('forbidden', 'MD5', 'Proposed');
    const { body } = await get('/v1/constraints?subject=code://app');
    const said = (name: string) => list(body[name]).map((one) => [one['object']?.['value'], one['contradicted']]).sort();
    expect([said('must_use'), said('forbidden')]).toEqual([[['SHA-1', true], ['TLS 1.3', false]], [['SHA-1', true]]]);
  });

  it('is refused without a subject or predicate, with a cursor, and where it does not exist', async () => {
    const refused = async (query: string, fields: string[]) => {
      const answer = await get(`/v1/${query}`);
      expectProblem(answer, 400, 'validation_failed');
      expect(badFields(answer)).toEqual(fields);
    };
    await refused('query?lens=consensus&predicate=value', ['subject']);
    await refused('query?lens=constraints', ['subject']);
    await refused('query?lens=average&subject=a&predicate=b', ['lens']);
    await refused('query?lens=epoch&inner_lens=epoch&subject=a&predicate=b', ['inner_lens']);
    await refused('query?lens=recency&subject=a&predicate=b&cursor=c', ['cursor']);
    await refused('query?lens=recency&subject=a&subject_prefix=a&predicate=b', ['subject_prefix']);
    await refused('skeptic?subject=a', ['predicate']);
    await refused('layered?predicate=a', ['subject']);
    await refused('constraints?subject=a&predicate=b', ['predicate']);
    await refused('skeptic?subject=a&predicate=b&decay=no&tolerance=2', ['decay', 'tolerance']);
  });
});
