import type { WriteStatus } from './incoming-claim';

/** The parts of a claim that decide what its writing amounted to. */
export interface Attempt {
  readonly hash: string;
  readonly agentIds: readonly string[];
}

export interface NewSignature {
  readonly hash: string;
  readonly agentId: string;
}

const signatureId = (hash: string, agentId: string): string => `${hash}/${agentId}`;

/**
 * Attributes what one commit changed to the claims in it, in their order: the first carrier of a new claim created it,
 * the first carrier of a new signature cosigned, and whoever changed nothing brought a duplicate.
 *
 * @param attempts the claims of the commit, possibly with repetitions
 * @param created hashes of the rows that the commit added
 * @param signed signatures that the commit added
 */
export function attributeOutcomes(
  attempts: readonly Attempt[],
  created: readonly string[],
  signed: readonly NewSignature[],
): WriteStatus[] {
  // As many new claims as attempts: no two of them were the same.
  if (created.length === attempts.length) return attempts.map(() => 'created');
  const newClaims = new Set(created);
  const newSignatures = new Set(signed.map(({ hash, agentId }) => signatureId(hash, agentId)));
  return attempts.map(({ hash, agentIds }) => {
    const signatures = agentIds.filter((agentId) => newSignatures.delete(signatureId(hash, agentId)));
    if (newClaims.delete(hash)) return 'created';
    return signatures.length > 0 ? 'cosigned' : 'duplicate';
  });
}
