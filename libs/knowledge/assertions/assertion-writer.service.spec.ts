import { prepareClaim, type SignedClaim } from '@stemedb/knowledge/claims';
import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import * as fc from 'fast-check';
import { AssertionWriter } from './assertion-writer.service';
import { AssertionsModule } from './assertions.module';
import type { IncomingClaim, WriteStatus } from './incoming-claim';
import { signClaim } from './testing';
import { PASS, type WriteGate, WriteGates } from './write-gate';

const incoming = (claim: SignedClaim): IncomingClaim => ({
  ...prepareClaim(claim),
  sourceClass: claim.source_class ?? 'Expert',
  keyId: 'key',
});

/** Judges claims by their narrative, as a gate that other modules might register. */
const censor: WriteGate = {
  name: 'censor',
  check: async (_namespace, claims) =>
    claims.map(({ claim }) => {
      if (claim.narrative === 'refuse')
        return { verdict: 'refuse', error: new DomainError(PLATFORM_ERRORS.malformed_request, 'refused by the gate') };
      if (claim.narrative === 'hold') return { verdict: 'quarantine', reason: 'pattern', detail: 'the gate holds it' };
      return PASS;
    }),
};

describe('the write path behind the checks', () => {
  let store: OpenStore;
  let writer: AssertionWriter;
  let namespaces = 0;
  let namespace: string;

  beforeAll(async () => {
    store = await openStore({ imports: [ConfigModule.with(parseConfig({})), BatchingModule, AssertionsModule] });
    writer = store.get(AssertionWriter);
    store.get(WriteGates).register(censor);
  });

  afterAll(() => store.close());

  beforeEach(() => {
    namespaces += 1;
    namespace = `spec-${namespaces}`;
  });

  const write = (claim: SignedClaim) => writer.write(namespace, incoming(claim));
  /** Statuses of claims that arrive together and share a commit. */
  const together = async (claims: readonly SignedClaim[]): Promise<(WriteStatus | 'failed')[]> =>
    (await Promise.allSettled(claims.map(write))).map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.status : 'failed'));
  const countOf = async (table: string): Promise<number> => {
    const [row] = await store.database.query<{ count: number }>('count', namespace, {
      statement: { text: `SELECT count(*)::int AS count FROM ${table}` },
      values: [],
    });
    return row?.count ?? -1;
  };

  it('creates a claim, then takes another signer, then knows them all', async () => {
    const created = await write(signClaim({}, [1]));
    expect(created).toEqual({ hash: prepareClaim(signClaim()).address, status: 'created', recorded_at: expect.stringMatching(/Z$/) });
    expect(await write(signClaim({}, [1, 2]))).toEqual({ ...created, status: 'cosigned' });
    expect(await write(signClaim({}, [2, 1]))).toEqual({ ...created, status: 'duplicate' });
    expect([await countOf('assertion'), await countOf('assertion_signature'), await countOf('agent')]).toEqual([1, 2, 2]);
  });

  it('does the same for claims that share a commit', async () => {
    expect(await together([signClaim({}, [1]), signClaim({}, [1]), signClaim({}, [2]), signClaim({ confidence: 0.1 }, [1])])).toEqual([
      'created',
      'duplicate',
      'cosigned',
      'created',
    ]);
    expect(await countOf('commit_log')).toBe(1);
    expect([await countOf('assertion'), await countOf('assertion_signature')]).toEqual([2, 3]);
  });

  it('keeps the claims of namespaces apart: the same claim is new in each', async () => {
    const first = await write(signClaim());
    namespace = `${namespace}-other`;
    expect(await write(signClaim())).toMatchObject({ hash: first.hash, status: 'created' });
  });

  it('stores what the address is made of, and the embedding beside it', async () => {
    const claim = signClaim({
      source_class: 'Clinical',
      source_metadata: { b: 1, a: [null, 'é'] },
      valid_from: -1,
      valid_to: 1_900_000_000,
      epoch: 'e',
      parent_hash: 'ab'.repeat(32),
      lifecycle: 'Approved',
      narrative: 'why\n',
      visual_hash: 'c3d4e5f60718293a',
      vector: [0.5, -1, 3],
    });
    await write(claim);
    const rows = await store.database.query('x', namespace, {
      statement: {
        text: `SELECT subject, object, source_class, declared_class, source_metadata, valid_from, valid_to, epoch, lifecycle, narrative, vector,
          encode(visual_hash, 'hex') AS visual FROM assertion`,
      },
      values: [],
    });
    expect(rows).toEqual([
      {
        subject: claim.subject,
        object: '{"type":"Number","value":7}',
        source_class: 1,
        declared_class: true,
        source_metadata: '{"a":[null,"é"],"b":1}',
        valid_from: '-1',
        valid_to: '1900000000',
        epoch: 'e',
        lifecycle: 'Approved',
        narrative: 'why\n',
        vector: [0.5, -1, 3],
        visual: 'c3d4e5f60718293a',
      },
    ]);
  });

  it('takes claims with and without an embedding in one commit', async () => {
    const claims = [
      signClaim({ confidence: 0.1, vector: [1] }),
      signClaim({ confidence: 0.2 }),
      signClaim({ confidence: 0.3, vector: [1, 2] }),
    ];
    expect(await together([...claims, ...claims])).toEqual(['created', 'created', 'created', 'duplicate', 'duplicate', 'duplicate']);
  });

  it('lets one claim that the store cannot hold fail alone', async () => {
    const bad = signClaim({ confidence: 0.2 });
    bad.subject = 'no\0text';
    expect(await together([signClaim({ confidence: 0.1 }), bad, signClaim({ confidence: 0.3 })])).toEqual(['created', 'failed', 'created']);
    expect([await countOf('assertion'), await countOf('assertion_signature')]).toEqual([2, 2]);
  });

  it('answers in the order of submission, as if claims were written one after the other', async () => {
    const pick = fc.record({
      confidence: fc.constantFrom(0.1, 0.2, 0.3),
      agents: fc.uniqueArray(fc.constantFrom(1, 2, 3), { minLength: 1, maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(pick, { minLength: 1, maxLength: 8 }), { maxLength: 4 }), async (rounds) => {
        namespaces += 1;
        namespace = `spec-${namespaces}`;
        const signers = new Map<number, Set<number>>();
        for (const round of rounds) {
          const expected = round.map(({ confidence, agents }): WriteStatus => {
            const known = signers.get(confidence);
            const fresh = agents.filter((agent) => !known?.has(agent));
            signers.set(confidence, new Set([...(known ?? []), ...agents]));
            return known === undefined ? 'created' : fresh.length > 0 ? 'cosigned' : 'duplicate';
          });
          expect(await together(round.map(({ confidence, agents }) => signClaim({ confidence }, agents)))).toEqual(expected);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('a gate of the write path', () => {
  let store: OpenStore;
  let writer: AssertionWriter;

  beforeAll(async () => {
    store = await openStore({ imports: [ConfigModule.with(parseConfig({})), BatchingModule, AssertionsModule] });
    writer = store.get(AssertionWriter);
    store.get(WriteGates).register(censor);
  });

  afterAll(() => store.close());

  const write = (namespace: string, claim: SignedClaim) => writer.write(namespace, incoming(claim));
  const rowsOf = (namespace: string, text: string) => store.database.query('x', namespace, { statement: { text }, values: [] });

  it('refuses a claim with its own error, and the rest of the commit stands', async () => {
    const outcomes = await Promise.allSettled([
      write('refused', signClaim({ confidence: 0.1 })),
      write('refused', signClaim({ narrative: 'refuse' })),
      write('refused', signClaim({ confidence: 0.3 })),
    ]);
    expect(outcomes).toMatchObject([
      { value: { status: 'created' } },
      { reason: { message: 'refused by the gate' } },
      { value: { status: 'created' } },
    ]);
    expect(await rowsOf('refused', 'SELECT confidence FROM assertion ORDER BY 1')).toEqual([{ confidence: 0.1 }, { confidence: 0.3 }]);
  });

  it('writes nothing, not even a commit, when it refuses everything', async () => {
    await expect(write('nothing', signClaim({ narrative: 'refuse' }))).rejects.toMatchObject({ code: 'malformed_request' });
    expect(await rowsOf('nothing', 'SELECT FROM commit_log')).toEqual([]);
  });

  it('holds a claim back: it is stored durably, with the reason, and says so each time', async () => {
    const held = await write('held', signClaim({ narrative: 'hold' }));
    expect(held.status).toBe('quarantined');
    expect(await rowsOf('held', 'SELECT reason, detail, decision FROM quarantine')).toEqual([
      { reason: 'pattern', detail: 'the gate holds it', decision: null },
    ]);
    expect(await write('held', signClaim({ narrative: 'hold' }))).toEqual(held);
    expect(await write('held', signClaim({ narrative: 'hold' }, [2]))).toEqual(held);
    expect(await rowsOf('held', 'SELECT FROM assertion_signature')).toHaveLength(2);
  });

  it('holds back only what it holds back', async () => {
    const outcomes = await Promise.all([
      write('mixed', signClaim({ narrative: 'hold' })),
      write('mixed', signClaim({ narrative: 'fine' })),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['quarantined', 'created']);
  });

  it('takes no claim away that stands already', async () => {
    const standing = await write('standing', signClaim({ narrative: 'hold', confidence: 0.5 }));
    await store.database.manage('x', 'standing', (manager) =>
      manager.query(`UPDATE quarantine SET decision = 'approved', decided_at = now(), decided_by = 'spec'`),
    );
    expect(await write('standing', signClaim({ narrative: 'hold', confidence: 0.5 }))).toEqual({ ...standing, status: 'duplicate' });
    expect(await rowsOf('standing', 'SELECT decision FROM quarantine')).toEqual([{ decision: 'approved' }]);
  });

  it('keeps a rejected claim out of sight', async () => {
    await write('rejected', signClaim({ narrative: 'hold' }));
    await store.database.manage('x', 'rejected', (manager) =>
      manager.query(`UPDATE quarantine SET decision = 'rejected', decided_at = now(), decided_by = 'spec'`),
    );
    expect(await write('rejected', signClaim({ narrative: 'hold' }, [2]))).toMatchObject({ status: 'quarantined' });
  });
});
