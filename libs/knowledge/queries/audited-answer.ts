import type { Reader } from '@stemedb/access/audit';
import type { Principal } from '@stemedb/access/api-keys';
import type { FastifyReply } from 'fastify';

const AUDIT_HEADER = 'x-audit-id';

export function readerOf({ namespace, keyId }: Principal, agentId: string | undefined): Reader {
  return { namespace, keyId, agentId };
}

/** Names the audit of an answer in a header as well, for whoever keeps answers as bytes. */
export async function naming<T extends { readonly audit_id: string }>(reply: FastifyReply, answer: Promise<T>): Promise<T> {
  const audited = await answer;
  void reply.header(AUDIT_HEADER, audited.audit_id);
  return audited;
}
