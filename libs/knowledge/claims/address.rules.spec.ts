import * as fc from 'fast-check';
import { claimAddress, contentHash, recordAddress, voteAddress } from './address.rules';
import { canonicalClaim } from './canonical.rules';
import { SOURCE_CLASSES, type Claim, type JsonValue } from './claim.types';
import { claimArbitrary, hexArbitrary, independentAddress } from './testing';
import blake3Vectors from './testdata/blake3.json';

const addressOf = (claim: Claim) => claimAddress(canonicalClaim(claim));

/** The same JSON with the members of every object in another order. */
function permuted(value: JsonValue, order: (count: number) => number[]): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => permuted(item, order));
  const entries = Object.entries(value);
  return Object.fromEntries(
    order(entries.length).map((place) => {
      const [key, member] = entries[place]!;
      return [key, permuted(member, order)];
    }),
  );
}

/** One change to each signed field that a claim may have. */
const CHANGES: Record<string, (claim: Claim) => Partial<Claim>> = {
  subject: ({ subject }) => ({ subject: `${subject}!` }),
  predicate: ({ predicate }) => ({ predicate: `${predicate}!` }),
  object: ({ object }) => ({
    object: { type: 'Text', value: `${String(object.value)}!` },
  }),
  'type of the object': ({ object }) => ({
    object:
      object.type === 'Text'
        ? { type: 'Reference', value: object.value }
        : { type: 'Text', value: String(object.value) },
  }),
  confidence: ({ confidence }) => ({ confidence: confidence / 2 + 0.25 === confidence ? 1 : confidence / 2 + 0.25 }),
  source_hash: ({ source_hash }) => ({ source_hash: flipped(source_hash) }),
  source_class: ({ source_class }) => ({
    source_class: source_class === undefined ? 'Expert' : SOURCE_CLASSES.find((c) => c !== source_class),
  }),
  source_metadata: ({ source_metadata }) => ({ source_metadata: { wrapped: source_metadata ?? null } }),
  valid_from: ({ valid_from }) => ({ valid_from: (valid_from ?? 0) + 1 }),
  valid_to: ({ valid_to }) => ({ valid_to: (valid_to ?? 0) + 1 }),
  epoch: ({ epoch }) => ({ epoch: `${epoch}!` }),
  parent_hash: ({ parent_hash }) => ({ parent_hash: flipped(parent_hash ?? '0'.repeat(64)) }),
  lifecycle: ({ lifecycle }) => ({ lifecycle: lifecycle === 'Approved' ? 'Rejected' : 'Approved' }),
  narrative: ({ narrative }) => ({ narrative: `${narrative}!` }),
  visual_hash: ({ visual_hash }) => ({ visual_hash: flipped(visual_hash ?? '0'.repeat(16)) }),
};

function flipped(hex: string): string {
  return (parseInt(hex[0]!, 16) ^ 1).toString(16) + hex.slice(1);
}

describe('BLAKE3', () => {
  it.each(blake3Vectors.cases)('agrees with the published vector of $input_len bytes', (vector) => {
    const input = Uint8Array.from({ length: vector.input_len }, (_, index) => index % 251);
    expect(contentHash(input)).toBe(vector.hash);
  });

  it('hashes a text as its UTF-8 bytes', () => {
    expect(contentHash('é😀')).toBe(contentHash(Buffer.from('é😀', 'utf8')));
  });
});

describe('address of a claim', () => {
  it('agrees with an independent implementation', () => {
    fc.assert(
      fc.property(claimArbitrary, (claim) => {
        const canonical = canonicalClaim(claim);
        expect(claimAddress(canonical)).toBe(independentAddress('assertion', canonical));
      }),
    );
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(claimArbitrary, fc.infiniteStream(fc.nat()), (claim, numbers) => {
        const shuffle = (count: number) => {
          const places = Array.from({ length: count }, (_, place) => [numbers.next().value ?? 0, place] as const);
          return places.sort((left, right) => left[0] - right[0]).map(([, place]) => place);
        };
        const other = permuted(claim as unknown as JsonValue, shuffle) as unknown as Claim;
        expect(addressOf(other)).toBe(addressOf(claim));
      }),
    );
  });

  it.each(['NFC', 'NFD'] as const)('is the same for the %s spelling of every text', (form) => {
    fc.assert(
      fc.property(claimArbitrary, (claim) => {
        const respelled = JSON.parse(JSON.stringify(claim).normalize(form)) as Claim;
        expect(addressOf(respelled)).toBe(addressOf(claim));
      }),
    );
  });

  it.each(Object.entries(CHANGES))('changes with every change of its %s', (_field, change) => {
    fc.assert(
      fc.property(claimArbitrary, (claim) => {
        expect(addressOf({ ...claim, ...change(claim) })).not.toBe(addressOf(claim));
      }),
    );
  });

  it('is 64 lower-case hex digits', () => {
    expect(claimAddress('{}')).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('address of a vote', () => {
  const vote = {
    agent_id: 'a1'.repeat(32),
    assertion_hash: 'b2'.repeat(32),
    weight: 0.5,
    timestamp: 1_735_689_600,
  };

  it('leaves the signature out', () => {
    expect(voteAddress({ ...vote, signature: 'c3'.repeat(64) } as typeof vote)).toBe(voteAddress(vote));
  });

  it.each([
    { agent_id: 'a2'.repeat(32) },
    { assertion_hash: 'b3'.repeat(32) },
    { weight: -0.5 },
    { timestamp: 1_735_689_601 },
  ])('changes with %j', (change) => {
    expect(voteAddress({ ...vote, ...change })).not.toBe(voteAddress(vote));
  });
});

describe('address of a record', () => {
  it('differs between kinds with the same body', () => {
    const body = { target_hash: 'd4'.repeat(32) };
    const kinds = ['vote', 'epoch', 'supersession', 'source', 'lifecycle'] as const;
    const addresses = kinds.map((kind) => recordAddress(kind, body));
    expect(new Set(addresses).size).toBe(kinds.length);
  });

  it('hashes the prefix of the kind and the canonical body', () => {
    fc.assert(
      fc.property(hexArbitrary(64), (target_hash) => {
        const canonical = `{"reason":"\u00e9","target_hash":"${target_hash}"}`;
        const body = { target_hash, reason: 'e\u0301', note: undefined };
        expect(recordAddress('supersession', body)).toBe(independentAddress('supersession', canonical));
      }),
    );
  });
});
