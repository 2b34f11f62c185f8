import { Injectable } from '@nestjs/common';
import { type CommitQueue, CommitQueues } from '@stemedb/platform/batching';
import type { DomainError } from '@stemedb/platform/errors';
import { type Held, AssertionRepository } from './assertion.repository';
import type { IncomingClaim, WriteResult, WriteStatus } from './incoming-claim';
import { attributeOutcomes } from './write-outcome.rules';
import { type GateVerdict, WriteGates } from './write-gate';

type Outcome = WriteResult | DomainError;

/** The write path behind the checks: gates, group commit, and what became of each claim. */
@Injectable()
export class AssertionWriter {
  private readonly queue: CommitQueue<IncomingClaim, Outcome>;

  constructor(
    private readonly repository: AssertionRepository,
    private readonly gates: WriteGates,
    queues: CommitQueues,
  ) {
    this.queue = queues.open((namespace, claims) => this.commit(namespace, claims));
  }

  /**
   * Resolves once the claim is durable.
   *
   * @throws DomainError of the gate that refused it, store_unavailable, store_overloaded
   */
  async write(namespace: string, claim: IncomingClaim): Promise<WriteResult> {
    const outcome = await this.queue.submit(namespace, claim);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  }

  private async commit(namespace: string, claims: readonly IncomingClaim[]): Promise<Outcome[]> {
    const verdicts = await this.gates.check(namespace, claims);
    const admitted = claims.filter((_claim, index) => verdicts[index]?.verdict !== 'refuse');
    const results = admitted.length > 0 ? await this.store(namespace, admitted, heldBack(claims, verdicts)) : [];
    const remaining = results[Symbol.iterator]();
    return verdicts.map((verdict) =>
      verdict.verdict === 'refuse' ? verdict.error : (remaining.next().value as WriteResult),
    );
  }

  private async store(namespace: string, claims: readonly IncomingClaim[], held: readonly Held[]): Promise<WriteResult[]> {
    const written = await this.repository.insert(namespace, claims, held);
    const attempts = claims.map(({ address, signatures }) => ({
      hash: address,
      agentIds: signatures.map((signature) => signature.agent_id),
    }));
    const statuses = attributeOutcomes(attempts, written.created, written.signed);
    const standing = await this.standingOf(namespace, claims, statuses, written.created);
    const newlyHeld = new Set(held.map(({ incoming }) => incoming.address));
    return claims.map(({ address }, index) => {
      const earlier = standing.get(address);
      const quarantined = earlier ? earlier.quarantined : newlyHeld.has(address);
      return {
        hash: address,
        status: quarantined ? 'quarantined' : (statuses[index] as WriteStatus),
        recorded_at: earlier?.recordedAt ?? written.recordedAt,
      };
    });
  }

  /** Rows never change, so what stood before can be asked for after the commit. */
  private async standingOf(
    namespace: string,
    claims: readonly IncomingClaim[],
    statuses: readonly WriteStatus[],
    created: readonly string[],
  ) {
    if (statuses.every((status) => status === 'created')) return new Map();
    const fresh = new Set(created);
    const hashes = claims.filter((claim, index) => statuses[index] !== 'created' && !fresh.has(claim.address));
    if (hashes.length === 0) return new Map();
    const standing = await this.repository.findStanding(namespace, [...new Set(hashes.map((claim) => claim.address))]);
    return new Map(standing.map((claim) => [claim.hash, claim]));
  }
}

function heldBack(claims: readonly IncomingClaim[], verdicts: readonly GateVerdict[]): Held[] {
  return claims.flatMap((incoming, index) => {
    const verdict = verdicts[index];
    return verdict?.verdict === 'quarantine' ? [{ incoming, reason: verdict.reason, detail: verdict.detail }] : [];
  });
}
