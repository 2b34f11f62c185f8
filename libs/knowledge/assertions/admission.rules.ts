import type { ClaimSignature, SignatureFault } from '@stemedb/knowledge/claims';
import { DomainError, type FieldError } from '@stemedb/platform/errors';
import { ASSERTION_ERRORS } from './assertion.errors';

/** How far ahead of the server's clock an agent's may run. */
export const MAX_CLOCK_LEAD_SECONDS = 300;

/**
 * Refuses signatures from the future.
 *
 * @param now Unix seconds
 * @throws DomainError timestamp_in_future (422)
 */
export function refuseFutureTimestamps(signatures: readonly Pick<ClaimSignature, 'timestamp'>[], now: number): void {
  const errors = signatures.flatMap(({ timestamp }, index): FieldError[] =>
    timestamp > now + MAX_CLOCK_LEAD_SECONDS
      ? [{ path: `signatures.${index}.timestamp`, message: `more than ${MAX_CLOCK_LEAD_SECONDS} seconds ahead of the server` }]
      : [],
  );
  if (errors.length > 0) {
    throw new DomainError(ASSERTION_ERRORS.timestamp_in_future, 'A signature carries a time in the future', { errors });
  }
}

/** @throws DomainError signature_invalid (422) naming each signature that does not hold, and why */
export function refuseFaultySignatures(address: string, faults: readonly SignatureFault[]): void {
  if (faults.length === 0) return;
  throw new DomainError(ASSERTION_ERRORS.signature_invalid, 'A signature does not hold for this claim', {
    errors: faults.map(({ index, reason }) => ({ path: `signatures.${index}.signature`, message: reason })),
    extensions: { address },
  });
}

/**
 * Refuses to let an API key act for agents it is not bound to.
 *
 * @param permitted agents of the key; empty permits all
 * @throws DomainError agent_not_permitted (403)
 */
export function refuseForeignAgents(agentIds: readonly string[], permitted: readonly string[], path: (index: number) => string): void {
  if (permitted.length === 0) return;
  const errors = agentIds.flatMap((agentId, index): FieldError[] =>
    permitted.includes(agentId) ? [] : [{ path: path(index), message: 'the API key is not bound to this agent' }],
  );
  if (errors.length > 0) {
    throw new DomainError(ASSERTION_ERRORS.agent_not_permitted, 'The API key may not act for every signer', { errors });
  }
}

/**
 * On a write the signers are the agents; a header that names somebody else is a mistake.
 *
 * @throws DomainError agent_header_mismatch (400)
 */
export function refuseForeignAgentHeader(header: string | undefined, agentIds: readonly string[]): void {
  if (header === undefined || agentIds.includes(header)) return;
  throw new DomainError(ASSERTION_ERRORS.agent_header_mismatch, 'X-Agent-Id is not among the signers', {
    errors: [{ path: 'X-Agent-Id', message: 'expected the agent_id of a signer' }],
  });
}
