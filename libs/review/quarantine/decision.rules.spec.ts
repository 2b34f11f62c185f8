import * as fc from 'fast-check';
import { DECISIONS, rule, type State } from './decision.rules';
import { isUntrusted, REASONS, reasonsOf } from './reason.rules';
import { RecentClaims } from './recent-claims';

describe('a decision', () => {
  it('is taken once for each held claim, by the first who comes, and stands', () => {
    const wish = fc.record({ hash: fc.constantFrom('a', 'b', 'c', 'd'), decision: fc.constantFrom(...DECISIONS) });
    const states = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom<State>('pending', 'approved', 'rejected'), { noNullPrototype: true });
    fc.assert(
      fc.property(states, fc.array(wish, { maxLength: 30 }), (given, wishes) => {
        const model = new Map<string, State>(Object.entries(given));
        const rulings = rule(new Map(model), wishes);
        wishes.forEach(({ hash, decision }, index) => {
          const state = model.get(hash);
          if (state === 'pending') model.set(hash, decision);
          expect(rulings[index]).toEqual(state === undefined ? 'unknown' : state === 'pending' ? 'granted' : { already: state });
        });
      }),
    );
  });
});

describe('a confident claim', () => {
  const signer = { trust: 0.49, experienced: true, failed: false };

  it.each([
    ['of an agent who has claimed much and is not trusted', 0.81, [signer], true],
    ['of a newcomer who failed a gold standard', 0.81, [{ ...signer, experienced: false, failed: true }], true],
    ['of a newcomer', 0.99, [{ ...signer, experienced: false }], false],
    ['of no high confidence', 0.8, [signer], false],
    ['of an agent of neutral trust', 0.99, [{ ...signer, trust: 0.5 }], false],
    ['for which a trusted agent vouches', 0.99, [signer, { ...signer, trust: 0.9 }], false],
  ] as const)('is judged by trust and experience: %s', (_what, confidence, signers, untrusted) => {
    expect(isUntrusted(confidence, signers)).toBe(untrusted);
  });
});

describe('the setting', () => {
  it('names all reasons, none or some', () => {
    expect([...reasonsOf('on')]).toEqual(REASONS);
    expect([...reasonsOf('off')]).toEqual([]);
    expect([...reasonsOf('duplicate,pattern')]).toEqual(['pattern', 'duplicate']);
  });
});

/** The sketch of a claim without a narrative. */
const NONE = () => null;

describe('the memory of recent claims', () => {
  it('shows what came before, never what came behind or the claim itself', () => {
    const recent = new RecentClaims(() => 0);
    recent.remember('red', ['k'], 'one', NONE);
    recent.remember('red', ['k'], 'two', NONE);
    const before = (hash: string, namespace = 'red') => recent.before(namespace, 'k', hash).map((claim) => claim.hash);
    expect([before('one'), before('two'), before('three'), before('three', 'blue')]).toEqual([[], ['one'], ['one', 'two'], []]);
  });

  it('keeps what was made of a claim for whoever files it, and knows nothing of others', () => {
    const recent = new RecentClaims(() => 0);
    const sketch = () => Uint32Array.of(1, 2);
    recent.remember('red', ['k'], 'one', sketch);
    recent.remember('red', ['k'], 'bare', NONE);
    const known = [recent.sketchOf('red', 'k', 'one'), recent.sketchOf('red', 'k', 'bare'), recent.sketchOf('red', 'k', 'two'), recent.sketchOf('blue', 'k', 'one')];
    expect(known).toEqual([sketch, NONE, undefined, undefined]);
  });

  it('forgets what is old, and keeps no more than it may', () => {
    let now = 0;
    const recent = new RecentClaims(() => now);
    for (let index = 0; index < 20_500; index += 1) recent.remember('red', [`k${index % 10}`], `h${index}`, NONE);
    expect(recent.size).toBeLessThanOrEqual(20_000);
    expect(recent.before('red', 'k9', 'new').length).toBe(64);
    now = 30_001;
    expect(recent.before('red', 'k9', 'new')).toEqual([]);
    recent.remember('red', ['k'], 'late', NONE);
    expect(recent.size).toBe(1);
  });
});
