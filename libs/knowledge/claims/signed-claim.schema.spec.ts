import { openApiSchema } from './field.schema';
import { signedClaimSchema, voteSchema } from './signed-claim.schema';

const SIGNATURE = {
  agent_id: 'a1'.repeat(32),
  signature: 'b2'.repeat(64),
  timestamp: 1_735_689_600,
};
const CLAIM = {
  subject: 'drug://semaglutide',
  predicate: 'half_life_days',
  object: { type: 'Number', value: 7 },
  confidence: 0.9,
  signatures: [SIGNATURE],
};
const VOTE = {
  agent_id: 'a1'.repeat(32),
  assertion_hash: 'c3'.repeat(32),
  weight: 0.5,
  timestamp: 1_735_689_600,
  signature: 'b2'.repeat(64),
};

interface Schema {
  safeParse(body: unknown): {
    success: boolean;
    error?: { issues: { path: PropertyKey[]; message: string }[] };
  };
}
const faultsOf = (schema: Schema, body: unknown) =>
  (schema.safeParse(body).error?.issues ?? []).map(({ path, message }) => ({
    path: path.join('.'),
    message,
  }));
const claimFaults = (change: object) => faultsOf(signedClaimSchema, { ...CLAIM, ...change });
const voteFaults = (change: object) => faultsOf(voteSchema, { ...VOTE, ...change });

/** As many signatures, each of another agent. */
const signers = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ...SIGNATURE,
    agent_id: index.toString(16).padStart(64, '0'),
  }));

describe('signed claim', () => {
  it('accepts 1 to 32 signatures', () => {
    expect(claimFaults({})).toEqual([]);
    expect(claimFaults({ signatures: signers(32) })).toEqual([]);
  });

  it.each([
    ['none', []],
    ['33', signers(33)],
    ['no list', SIGNATURE],
    ['null', null],
  ])('refuses signatures: %s', (_what, signatures) => {
    expect(claimFaults({ signatures })).toEqual([
      { path: 'signatures', message: 'expected a list of 1 to 32 items' },
    ]);
  });

  it('refuses a claim without signatures', () => {
    expect(claimFaults({ signatures: undefined })).toEqual([
      { path: 'signatures', message: 'missing, expected a list of 1 to 32 items' },
    ]);
  });

  it('answers a hundred thousand bad signatures with one fault', () => {
    expect(claimFaults({ signatures: Array.from({ length: 100_000 }, () => 0) })).toHaveLength(1);
  });

  it('refuses two signatures of one agent', () => {
    const signatures = [...signers(2), { ...SIGNATURE, agent_id: '0'.repeat(64), timestamp: 5 }];
    expect(claimFaults({ signatures })).toEqual([
      { path: 'signatures.2.agent_id', message: 'expected one signature of each agent' },
    ]);
  });

  it.each([
    ['agent_id', 'A1'.repeat(32), 'expected 64 lower-case hex digits'],
    ['agent_id', undefined, 'missing, expected 64 lower-case hex digits'],
    ['signature', 'b2'.repeat(63), 'expected 128 lower-case hex digits'],
    ['timestamp', -1, 'expected whole Unix seconds from 0 to 253402300799'],
    ['timestamp', 253_402_300_800, 'expected whole Unix seconds from 0 to 253402300799'],
    ['timestamp', 1.5, 'expected whole Unix seconds from 0 to 253402300799'],
    ['timestamp', '1735689600', 'expected whole Unix seconds from 0 to 253402300799'],
  ])('refuses a bad %s (%j) and says in which signature', (field, value, message) => {
    const signatures = [...signers(1), { ...SIGNATURE, [field]: value }];
    expect(claimFaults({ signatures })).toEqual([{ path: `signatures.1.${field}`, message }]);
  });

  it('refuses an unknown field of a signature', () => {
    expect(claimFaults({ signatures: [{ ...SIGNATURE, algorithm: 'none' }] })).toEqual([
      { path: 'signatures.0', message: 'unknown field: algorithm' },
    ]);
  });

  it('accepts a vector of 1 to 1536 numbers', () => {
    expect(claimFaults({ vector: [0] })).toEqual([]);
    expect(claimFaults({ vector: new Array(1536).fill(0.5) })).toEqual([]);
  });

  it.each([[[]], [new Array(1537).fill(0)], ['x']])('refuses a vector of another length', (vector) => {
    expect(claimFaults({ vector })).toEqual([{ path: 'vector', message: 'expected a list of 1 to 1536 items' }]);
  });

  it.each([NaN, Infinity, '1', null])('refuses %j in a vector', (number) => {
    expect(claimFaults({ vector: [0, number] })).toEqual([
      { path: 'vector.1', message: 'expected a finite number' },
    ]);
  });

  it('refuses a claim that ends before it begins', () => {
    expect(claimFaults({ valid_from: 2, valid_to: 1 })).toMatchObject([{ path: 'valid_to' }]);
  });

  it('describes signatures and vector with their bounds', () => {
    expect(openApiSchema(signedClaimSchema)).toMatchObject({
      required: ['subject', 'predicate', 'object', 'confidence', 'signatures'],
      properties: {
        vector: { type: 'array', items: { type: 'number' }, minItems: 1, maxItems: 1536 },
        signatures: {
          type: 'array',
          minItems: 1,
          maxItems: 32,
          items: {
            required: ['agent_id', 'signature', 'timestamp'],
            properties: {
              agent_id: { pattern: '^[0-9a-f]{64}$', description: expect.any(String) },
              timestamp: { type: 'integer', minimum: 0, maximum: 253_402_300_799 },
            },
          },
        },
      },
    });
  });
});

describe('vote', () => {
  it.each([-1, 0, 1])('accepts the weight %d', (weight) => {
    expect(voteFaults({ weight })).toEqual([]);
  });

  it.each([
    ['weight', 1.01, 'expected a number from -1 to 1'],
    ['weight', NaN, 'expected a number from -1 to 1'],
    ['assertion_hash', 'c3', 'expected 64 lower-case hex digits'],
    ['agent_id', 'C3'.repeat(32), 'expected 64 lower-case hex digits'],
    ['signature', '', 'expected 128 lower-case hex digits'],
    ['timestamp', 1e300, 'expected whole Unix seconds from 0 to 253402300799'],
  ])('refuses a bad %s (%j)', (path, value, message) => {
    expect(voteFaults({ [path]: value })).toEqual([{ path, message }]);
  });

  it('refuses unknown fields', () => {
    expect(voteFaults({ reason: 'x' })).toEqual([{ path: '', message: 'unknown field: reason' }]);
  });
});
