import { PROOF_WINDOW_SECONDS } from '@stemedb/knowledge/claims';
import { defineErrors, DomainError } from '@stemedb/platform/errors';
import type { ProofFault } from './admission.rules';

export const ADMISSION_ERRORS = defineErrors({
  proof_of_work_required: { kind: 'precondition_required', title: 'A new agent has to solve a proof of work' },
});

/** What an agent still owes. */
export interface Owed {
  readonly agent_id: string;
  /** Leading zero bits. */
  readonly difficulty: number;
  readonly reason: ProofFault;
}

const RECIPE = {
  hash: 'BLAKE3(nonce as u64 little-endian || the 32 bytes of agent_id || timestamp as u64 little-endian)',
  condition: 'the hash begins with at least `difficulty` zero bits, the most significant bit of the first byte first',
  headers: { 'X-PoW-Nonce': 'the nonce in decimal; one of each agent, with commas between them', 'X-PoW-Timestamp': 'the timestamp in decimal, Unix seconds' },
  window_seconds: PROOF_WINDOW_SECONDS,
  single_use: true,
};

const REASONS: Readonly<Record<ProofFault, string>> = {
  missing: 'brought none',
  expired: `brought one whose timestamp is more than ${PROOF_WINDOW_SECONDS} seconds from the server's clock`,
  insufficient: 'brought none that is hard enough',
  used: 'brought one that has been used',
};

/** @param now Unix seconds, so that a client whose clock is wrong can set its timestamp by the server's */
export function proofRequired(owed: readonly Owed[], now: number): DomainError {
  const difficulty = Math.max(...owed.map((one) => one.difficulty));
  const [first] = owed;
  const detail = `The agent ${first?.agent_id} needs a proof of work of ${first?.difficulty} bits and ${REASONS[first?.reason ?? 'missing']}`;
  return new DomainError(ADMISSION_ERRORS.proof_of_work_required, detail, {
    extensions: { difficulty, agents: owed, recipe: RECIPE, server_time: Math.floor(now) },
  });
}
