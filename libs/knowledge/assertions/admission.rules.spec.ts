import type { SignatureFault } from '@stemedb/knowledge/claims';
import { DomainError } from '@stemedb/platform/errors';
import {
  MAX_CLOCK_LEAD_SECONDS,
  refuseFaultySignatures,
  refuseForeignAgentHeader,
  refuseForeignAgents,
  refuseFutureTimestamps,
} from './admission.rules';

const NOW = 1_767_225_600.25;

/** Code, status and bad fields of a refusal, undefined where the rule lets the claim pass. */
function refusalOf(rule: () => void) {
  try {
    rule();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { code: error.code, status: error.status, paths: error.options.errors?.map(({ path }) => path), error };
  }
  return undefined;
}

describe('the time of a signature', () => {
  const at =
    (...leads: number[]) =>
    () =>
      refuseFutureTimestamps(
        leads.map((lead) => ({ timestamp: Math.floor(NOW) + lead })),
        NOW,
      );

  it('may lead the server by five minutes', () => {
    expect(MAX_CLOCK_LEAD_SECONDS).toBe(300);
    expect(refusalOf(at(-1_000_000, 0, 299, 300))).toBeUndefined();
  });

  it('is refused when it leads by more, each by its place', () => {
    expect(refusalOf(at(301, 0, 100_000))).toMatchObject({
      code: 'timestamp_in_future',
      status: 422,
      paths: ['signatures.0.timestamp', 'signatures.2.timestamp'],
    });
  });
});

describe('the signatures of a claim', () => {
  const ADDRESS = 'ab'.repeat(32);
  const fault = (index: number, reason: SignatureFault['reason']): SignatureFault => ({ index, reason, agent_id: 'cd'.repeat(32) });

  it('pass when none is at fault', () => {
    expect(refusalOf(() => refuseFaultySignatures(ADDRESS, []))).toBeUndefined();
  });

  it('are refused by their places, with the reason and the address that they are for', () => {
    const refusal = refusalOf(() => refuseFaultySignatures(ADDRESS, [fault(0, 'mismatch'), fault(3, 'weak_key')]));
    expect(refusal).toMatchObject({ code: 'signature_invalid', status: 422 });
    expect(refusal?.error.options).toEqual({
      errors: [
        { path: 'signatures.0.signature', message: 'mismatch' },
        { path: 'signatures.3.signature', message: 'weak_key' },
      ],
      extensions: { address: ADDRESS },
    });
  });
});

describe('the agents that an API key may act for', () => {
  const path = (index: number) => `signatures.${index}.agent_id`;

  it('are all where the key is bound to none', () => {
    expect(refusalOf(() => refuseForeignAgents(['a', 'b'], [], path))).toBeUndefined();
  });

  it('are those that the key is bound to', () => {
    expect(refusalOf(() => refuseForeignAgents(['a', 'b'], ['b', 'a', 'c'], path))).toBeUndefined();
    expect(refusalOf(() => refuseForeignAgents([], ['a'], path))).toBeUndefined();
  });

  it('are no others: each is named by its place', () => {
    expect(refusalOf(() => refuseForeignAgents(['a', 'x', 'b', 'y'], ['a', 'b'], path))).toMatchObject({
      code: 'agent_not_permitted',
      status: 403,
      paths: ['signatures.1.agent_id', 'signatures.3.agent_id'],
    });
  });
});

describe('X-Agent-Id on a write', () => {
  it('may be left out or name a signer', () => {
    expect(refusalOf(() => refuseForeignAgentHeader(undefined, ['a']))).toBeUndefined();
    expect(refusalOf(() => refuseForeignAgentHeader('b', ['a', 'b']))).toBeUndefined();
  });

  it('may name nobody else', () => {
    const refusal = { code: 'agent_header_mismatch', status: 400, paths: ['X-Agent-Id'] };
    expect(refusalOf(() => refuseForeignAgentHeader('c', ['a', 'b']))).toMatchObject(refusal);
    expect(refusalOf(() => refuseForeignAgentHeader('a', []))).toMatchObject(refusal);
  });
});
