import {
  MAX_CLOCK_LEAD_SECONDS,
  refuseForeignAgentHeader,
  refuseForeignAgents,
  type WriteContext,
} from '@stemedb/knowledge/assertions';
import { explainSignatureFailure, recordAddress, type RecordKind, recordMessage } from '@stemedb/knowledge/claims';
import { DomainError } from '@stemedb/platform/errors';
import { SIGNED_RECORD_ERRORS } from './signed-record.errors';
import type { MaybeSigned } from './signed-record.schema';

/**
 * Checks who vouches for a record, and answers with its address: the hash of everything but the signature.
 *
 * @param now Unix seconds
 * @throws DomainError record_signature_invalid, record_timestamp_in_future (422), agent_not_permitted (403),
 * agent_header_mismatch (400)
 */
export function proveRecord(kind: RecordKind, record: MaybeSigned, context: WriteContext, now: number): string {
  const { signature, ...body } = record;
  const { agent_id, timestamp } = body;
  const address = recordAddress(kind, body);
  const signers = agent_id === undefined ? [] : [agent_id];
  refuseForeignAgentHeader(context.agentHeader, signers);
  refuseForeignAgents(signers, context.principal.agentIds, () => 'agent_id');
  if (agent_id === undefined || timestamp === undefined || signature === undefined) return address;
  refuseFuture(timestamp, now);
  const reason = explainSignatureFailure(agent_id, signature, recordMessage(kind, address));
  if (reason === undefined) return address;
  throw new DomainError(SIGNED_RECORD_ERRORS.record_signature_invalid, `The signature does not hold for this ${kind}`, {
    errors: [{ path: 'signature', message: reason }],
    extensions: { address },
  });
}

/**
 * What changes how claims count needs somebody who stands for it: an agent, or an administrator's key.
 *
 * @throws DomainError record_signature_required (422)
 */
export function refuseUnsigned({ signature }: MaybeSigned, { principal }: WriteContext): void {
  if (signature !== undefined || principal.role === 'admin') return;
  throw new DomainError(SIGNED_RECORD_ERRORS.record_signature_required, 'Only an admin key may leave the signature out', {
    errors: [{ path: 'signature', message: 'missing, expected agent_id, timestamp and signature' }],
  });
}

function refuseFuture(timestamp: number, now: number): void {
  if (timestamp <= now + MAX_CLOCK_LEAD_SECONDS) return;
  const message = `more than ${MAX_CLOCK_LEAD_SECONDS} seconds ahead of the server`;
  throw new DomainError(SIGNED_RECORD_ERRORS.record_timestamp_in_future, `timestamp: ${message}`, {
    errors: [{ path: 'timestamp', message }],
  });
}
