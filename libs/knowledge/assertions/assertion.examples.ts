import {
  assertionMessage,
  type Claim,
  keyPairFromSeed,
  prepareClaim,
  sign,
  type SignedClaim,
  type SignedVote,
  voteAddress,
  voteMessage,
} from '@stemedb/knowledge/claims';

/** 2025-01-01T00:00:00Z: long past, so that an example never comes from the future. */
const SIGNED_AT = 1_735_689_600;

/** Keys of nobody, known to everybody: good for examples only. */
const LABEL_READER = keyPairFromSeed(Buffer.alloc(32, 0x11));
const FORUM_READER = keyPairFromSeed(Buffer.alloc(32, 0x22));

function signed(claim: Claim, keys: typeof LABEL_READER): SignedClaim {
  const { address } = prepareClaim({ ...claim, signatures: [] });
  const signature = sign(assertionMessage(address, SIGNED_AT), keys.secretKey);
  return { ...claim, signatures: [{ agent_id: keys.agentId, signature, timestamp: SIGNED_AT }] };
}

const NO_SOURCE = '0'.repeat(64);

const LABEL_CLAIM = signed(
  {
    subject: 'demo://semaglutide/half_life',
    predicate: 'days',
    object: { type: 'Number', value: 7 },
    confidence: 0.95,
    source_hash: NO_SOURCE,
    source_class: 'Regulatory',
  },
  LABEL_READER,
);

const FORUM_CLAIM = signed(
  {
    subject: 'demo://semaglutide/half_life',
    predicate: 'days',
    object: { type: 'Number', value: 5 },
    confidence: 0.6,
    source_hash: NO_SOURCE,
    source_class: 'Anecdotal',
  },
  FORUM_READER,
);

function signedVote(claim: SignedClaim, weight: number): SignedVote {
  const vote = {
    agent_id: FORUM_READER.agentId,
    assertion_hash: prepareClaim(claim).address,
    weight,
    timestamp: SIGNED_AT,
  };
  return { ...vote, signature: sign(voteMessage(voteAddress(vote)), FORUM_READER.secretKey) };
}

/** Subject, predicate and address that the examples of other endpoints refer to. */
export const EXAMPLE_PAIR = { subject: LABEL_CLAIM.subject, predicate: LABEL_CLAIM.predicate } as const;
export const EXAMPLE_HASH = prepareClaim(LABEL_CLAIM).address;
/** Of the claim that contradicts it. */
export const EXAMPLE_CONTRADICTION_HASH = prepareClaim(FORUM_CLAIM).address;
export const EXAMPLE_AGENT = LABEL_READER.agentId;

export const ASSERT_EXAMPLES = {
  label: { summary: 'What the label says', value: LABEL_CLAIM },
  forum: { summary: 'A contradiction: what a forum says', value: FORUM_CLAIM },
};

export const BATCH_EXAMPLES = { both: { summary: 'Two claims that contradict each other', value: [LABEL_CLAIM, FORUM_CLAIM] } };

export const VOTE_EXAMPLES = { agree: { summary: 'Agree with the first example claim', value: signedVote(LABEL_CLAIM, 1) } };
