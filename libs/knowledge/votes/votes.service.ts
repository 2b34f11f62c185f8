import { Injectable } from '@nestjs/common';
import { Quotas } from '@stemedb/access/quotas';
import {
  ASSERTION_ERRORS,
  MAX_CLOCK_LEAD_SECONDS,
  type MeteredContext,
  refuseForeignAgentHeader,
  refuseForeignAgents,
  SignatureFailures,
} from '@stemedb/knowledge/assertions';
import { explainSignatureFailure, type SignedVote, verify, voteAddress, voteMessage } from '@stemedb/knowledge/claims';
import { type CommitQueue, CommitQueues } from '@stemedb/platform/batching';
import { DomainError } from '@stemedb/platform/errors';
import { InjectMetric, makeCounterProvider } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import type { VoteResponse } from './vote.dto';
import { VOTE_ERRORS } from './vote.errors';
import { type IncomingVote, VoteRepository } from './vote.repository';

const VOTES_TOTAL = 'stemedb_votes_total';

export const VOTE_METRICS = [makeCounterProvider({ name: VOTES_TOTAL, help: 'Votes acknowledged' })];

@Injectable()
export class VotesService {
  private readonly queue: CommitQueue<IncomingVote, VoteResponse | DomainError>;

  constructor(
    private readonly votes: VoteRepository,
    private readonly quotas: Quotas,
    queues: CommitQueues,
    @InjectMetric(VOTES_TOTAL) private readonly counter: Counter,
    private readonly signatureFailures: SignatureFailures,
  ) {
    this.queue = queues.open((namespace, batch) => this.commit(namespace, batch));
  }

  /**
   * Checks and writes one vote; resolves once it is durable.
   *
   * @throws DomainError assertion_not_found (404), vote_signature_invalid, vote_timestamp_in_future (422),
   * agent_not_permitted (403), agent_header_mismatch (400), quota_exceeded (429)
   */
  async vote(vote: SignedVote, context: MeteredContext): Promise<VoteResponse> {
    refuseForeignAgentHeader(context.agentHeader, [vote.agent_id]);
    refuseForeignAgents([vote.agent_id], context.principal.agentIds, () => 'agent_id');
    refuseFutureVote(vote, Date.now() / 1_000);
    const hash = voteAddress(vote);
    this.signatureFailures.counted(() => refuseInvalidVote(vote, hash));
    await this.quotas.chargeSigners(context.principal, [vote.agent_id], 'vote', context.meter);
    const outcome = await this.queue.submit(context.principal.namespace, { ...vote, hash });
    if (outcome instanceof Error) throw outcome;
    this.counter.inc();
    return outcome;
  }

  private async commit(namespace: string, batch: readonly IncomingVote[]): Promise<(VoteResponse | DomainError)[]> {
    const { recordedAt, created } = await this.votes.insert(namespace, batch);
    const fresh = new Set(created);
    const others = batch.filter((vote) => !fresh.has(vote.hash));
    const standing = others.length > 0 ? await this.votes.findStanding(namespace, others) : new Map<string, string>();
    return batch.map(({ hash, assertion_hash }) => {
      // The first carrier of a new vote created it; a repetition in the same commit is a duplicate.
      if (fresh.delete(hash)) {
        standing.set(hash, recordedAt);
        return { hash, status: 'created', recorded_at: recordedAt };
      }
      const earlier = standing.get(hash);
      return earlier === undefined ? unknownAssertion(assertion_hash) : { hash, status: 'duplicate', recorded_at: earlier };
    });
  }
}

function unknownAssertion(hash: string): DomainError {
  return new DomainError(ASSERTION_ERRORS.assertion_not_found, `There is no assertion ${hash} to vote on`);
}

function refuseFutureVote(vote: SignedVote, now: number): void {
  if (vote.timestamp <= now + MAX_CLOCK_LEAD_SECONDS) return;
  const message = `more than ${MAX_CLOCK_LEAD_SECONDS} seconds ahead of the server`;
  throw new DomainError(VOTE_ERRORS.vote_timestamp_in_future, `timestamp: ${message}`, { errors: [{ path: 'timestamp', message }] });
}

function refuseInvalidVote(vote: SignedVote, hash: string): void {
  const message = voteMessage(hash);
  if (verify(vote.agent_id, vote.signature, message)) return;
  const reason = explainSignatureFailure(vote.agent_id, vote.signature, message) ?? 'mismatch';
  throw new DomainError(VOTE_ERRORS.vote_signature_invalid, 'The signature does not hold for this vote', {
    errors: [{ path: 'signature', message: reason }],
    extensions: { address: hash },
  });
}
