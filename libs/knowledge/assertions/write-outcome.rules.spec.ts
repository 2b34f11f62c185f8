import * as fc from 'fast-check';
import type { WriteStatus } from './incoming-claim';
import { type Attempt, attributeOutcomes } from './write-outcome.rules';

type Signed = { readonly hash: string; readonly agentId: string };

/** A store that takes claims one after the other. */
class NaiveStore {
  readonly claims = new Set<string>();
  readonly signatures = new Set<string>();

  write({ hash, agentIds }: Attempt): WriteStatus {
    const isNew = !this.claims.has(hash);
    const before = this.signatures.size;
    this.claims.add(hash);
    for (const agentId of agentIds) this.signatures.add(`${hash} ${agentId}`);
    if (isNew) return 'created';
    return this.signatures.size > before ? 'cosigned' : 'duplicate';
  }
}

const attempt = fc.record({
  hash: fc.constantFrom('h1', 'h2', 'h3', 'h4'),
  agentIds: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }),
});

describe('what became of the claims of a commit', () => {
  it('is what would have become of them one after the other', () => {
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 8 }), fc.array(attempt, { maxLength: 12 }), (earlier, attempts) => {
        const store = new NaiveStore();
        for (const one of earlier) store.write(one);
        const claimsBefore = new Set(store.claims);
        const signaturesBefore = new Set(store.signatures);
        const expected = attempts.map((one) => store.write(one));
        const created = [...store.claims].filter((hash) => !claimsBefore.has(hash));
        const signed = [...store.signatures]
          .filter((signature) => !signaturesBefore.has(signature))
          .map((signature): Signed => ({ hash: signature.split(' ')[0] ?? '', agentId: signature.split(' ')[1] ?? '' }));
        expect(attributeOutcomes(attempts, created, signed)).toEqual(expected);
        // PostgreSQL promises no order of the rows that it returns.
        expect(attributeOutcomes(attempts, created.reverse(), signed.reverse())).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each<[string, Attempt[], string[], Signed[], WriteStatus[]]>([
    ['a new claim', [{ hash: 'h', agentIds: ['a'] }], ['h'], [{ hash: 'h', agentId: 'a' }], ['created']],
    ['a claim that stood', [{ hash: 'h', agentIds: ['a'] }], [], [], ['duplicate']],
    ['another signature', [{ hash: 'h', agentIds: ['a', 'b'] }], [], [{ hash: 'h', agentId: 'b' }], ['cosigned']],
    [
      'the same twice in one commit',
      [
        { hash: 'h', agentIds: ['a'] },
        { hash: 'h', agentIds: ['a'] },
      ],
      ['h'],
      [{ hash: 'h', agentId: 'a' }],
      ['created', 'duplicate'],
    ],
    [
      'two agents in one commit',
      [
        { hash: 'h', agentIds: ['a'] },
        { hash: 'h', agentIds: ['b'] },
      ],
      ['h'],
      [
        { hash: 'h', agentId: 'a' },
        { hash: 'h', agentId: 'b' },
      ],
      ['created', 'cosigned'],
    ],
    [
      'a cosigner and its repetition',
      [
        { hash: 'h', agentIds: ['b'] },
        { hash: 'h', agentIds: ['a', 'b'] },
      ],
      [],
      [{ hash: 'h', agentId: 'b' }],
      ['cosigned', 'duplicate'],
    ],
    ['nothing', [], [], [], []],
  ])('%s', (_what, attempts, created, signed, statuses) => {
    expect(attributeOutcomes(attempts, created, signed)).toEqual(statuses);
  });

  it('keeps signatures of different claims by the same agent apart', () => {
    const attempts = [
      { hash: 'h1', agentIds: ['a'] },
      { hash: 'h2', agentIds: ['a'] },
    ];
    expect(attributeOutcomes(attempts, [], [{ hash: 'h2', agentId: 'a' }])).toEqual(['duplicate', 'cosigned']);
  });
});
