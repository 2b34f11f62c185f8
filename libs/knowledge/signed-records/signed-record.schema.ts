import { signerFields, textSchema } from '@stemedb/knowledge/claims';
import type { z } from 'zod';

/** Who signs a record, when, and the signature: all three, or none where the API key alone vouches for it. */
export const optionalSignerFields = {
  agent_id: signerFields.agent_id.optional(),
  timestamp: signerFields.timestamp.optional(),
  signature: signerFields.signature.optional(),
};

/** Why something was done, in words: 1 to 1,000 characters, and not of white space alone. */
export function reasonSchema() {
  return textSchema({ min: 1, max: 1_000, line: false }).refine((reason) => reason.trim() !== '', 'expected a reason in words');
}

/** What a record says of its signature. */
export interface MaybeSigned {
  readonly agent_id?: string | undefined;
  readonly timestamp?: number | undefined;
  readonly signature?: string | undefined;
}

/** Refuses half a signature: who, when and the signature itself belong together. */
export function signedWhole<T extends z.ZodType>(schema: T): T {
  return schema.refine((record) => isWhole(record as MaybeSigned), {
    error: 'expected agent_id, timestamp and signature together, or none of them',
    path: ['signature'],
  });
}

function isWhole({ agent_id, timestamp, signature }: MaybeSigned): boolean {
  return new Set([agent_id, timestamp, signature].map((part) => part === undefined)).size === 1;
}
