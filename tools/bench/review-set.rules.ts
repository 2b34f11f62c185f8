import { type Claim, contentHash } from '@stemedb/knowledge/claims';

const SPEAKERS = [0, 1] as const;

/** A claim of the set that opens escalations, and which of two agents signs it. */
export interface ReviewClaim {
  readonly claim: Claim;
  readonly agent: 0 | 1;
}

/** Of each pair two agents speak, so that so many escalations take twice as many claims. */
export function reviewClaims(escalations: number): ReviewClaim[] {
  const conflicts = Math.floor(escalations / 2);
  return Array.from({ length: escalations }, (_unused, number) => (number < conflicts ? conflict(number) : cluster(number))).flat();
}

/** Two regulators contradict each other. */
function conflict(number: number): ReviewClaim[] {
  return SPEAKERS.map((agent) => ({ agent, claim: { ...claimOf(number, agent), object: { type: 'Number', value: agent }, source_class: 'Regulatory' } }));
}

/** Nobody but patients has spoken: a cluster, where the threshold is two claims. */
function cluster(number: number): ReviewClaim[] {
  return SPEAKERS.map((agent) => ({ agent, claim: { ...claimOf(number, agent), source_class: 'Anecdotal' } }));
}

function claimOf(number: number, agent: number): Claim {
  return {
    subject: `pubmed://review/${String(number).padStart(6, '0')}/endpoint`,
    predicate: 'incidence_percent',
    object: { type: 'Number', value: 0 },
    confidence: 0.9,
    source_hash: contentHash(`review source ${number} ${agent}`),
  };
}
