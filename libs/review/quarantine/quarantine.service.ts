import { Injectable } from '@nestjs/common';
import type { Principal } from '@stemedb/access/api-keys';
import { type CommitQueue, CommitQueues } from '@stemedb/platform/batching';
import { DomainError } from '@stemedb/platform/errors';
import { CURSOR_PART, decodeCursor, encodeCursor } from '@stemedb/platform/http';
import type { Moment } from '@stemedb/platform/time';
import type { Decision, Ruling } from './decision.rules';
import type { BulkDecisionItem, BulkDecisionResponse, DecisionResponse, ListQuarantineQuery, QuarantineItem, QuarantineList } from './quarantine.dto';
import { QUARANTINE_ERRORS } from './quarantine.errors';
import { QuarantineRepository, type QuarantineRow, type Request } from './quarantine.repository';

const SORT_KEY = [CURSOR_PART.moment, CURSOR_PART.hash];
/** Decisions of one commit: claims wait while it lasts. */
const CHUNK = 100;

interface Outcome {
  readonly ruling: Ruling;
  readonly decidedAt: Moment | undefined;
}

@Injectable()
export class QuarantineService {
  /** Decisions that arrive together share a commit. */
  private readonly queue: CommitQueue<Request, Outcome>;

  constructor(
    private readonly quarantine: QuarantineRepository,
    queues: CommitQueues,
  ) {
    this.queue = queues.open((namespace, requests) => this.commit(namespace, requests), { measured: false });
  }

  /** @throws DomainError validation_failed for a cursor of another list (400) */
  async list(namespace: string, query: ListQuarantineQuery): Promise<QuarantineList> {
    const fingerprint = JSON.stringify(['quarantine', query.state, query.order, query.reason ?? null, query.agent_id ?? null]);
    const [recordedAt, hash = ''] = query.cursor === undefined ? [] : decodeCursor(query.cursor, fingerprint, SORT_KEY);
    const rows = await this.quarantine.list(namespace, query, recordedAt === undefined ? undefined : { recordedAt, hash });
    const items = rows.slice(0, query.limit).map(viewOf);
    const last = items.at(-1);
    const more = rows.length > query.limit && last;
    return { items, next_cursor: more ? encodeCursor(fingerprint, [last.recorded_at, last.hash]) : null };
  }

  /**
   * Decides on one claim; resolves once that is durable.
   *
   * @throws DomainError quarantined_claim_not_found (404), quarantine_already_decided (409)
   */
  async decide(principal: Principal, decision: Decision, hash: string, note?: string): Promise<DecisionResponse> {
    const [item] = await this.decideChunk(principal, decision, [hash], note);
    if (item instanceof DomainError || !item) throw item ?? notFound(hash);
    return item;
  }

  /** Decides on each of many claims by itself; resolves once all of that is durable. */
  async decideAll(principal: Principal, decision: Decision, hashes: readonly string[], note?: string): Promise<BulkDecisionResponse> {
    const results: BulkDecisionItem[] = [];
    for (let start = 0; start < hashes.length; start += CHUNK) {
      const some = hashes.slice(start, start + CHUNK);
      const answers = await this.decideChunk(principal, decision, some, note);
      results.push(...answers.map((answer, index) => (answer instanceof DomainError ? failedItem(some[index] ?? '', answer) : answer)));
    }
    return { results };
  }

  private async decideChunk(
    { namespace, keyId }: Principal,
    decision: Decision,
    hashes: readonly string[],
    note: string | undefined,
  ): Promise<(DecisionResponse | DomainError)[]> {
    const requests = hashes.map((hash) => ({ hash, decision, keyId, note }));
    const foretold = await this.quarantine.foretell(namespace, requests);
    const outcomes = await Promise.all(
      requests.map(async (request, index): Promise<Outcome> => {
        const ruling = foretold[index] ?? 'unknown';
        return ruling === 'granted' ? this.queue.submit(namespace, request) : { ruling, decidedAt: undefined };
      }),
    );
    return outcomes.map((outcome, index) => answerOf(hashes[index] ?? '', decision, outcome));
  }

  private async commit(namespace: string, requests: readonly Request[]): Promise<Outcome[]> {
    const { rulings, decidedAt } = await this.quarantine.decide(namespace, requests);
    return rulings.map((ruling) => ({ ruling, decidedAt }));
  }
}

function answerOf(hash: string, decision: Decision, { ruling, decidedAt }: Outcome): DecisionResponse | DomainError {
  if (ruling === 'unknown') return notFound(hash);
  if (ruling !== 'granted') return new DomainError(QUARANTINE_ERRORS.quarantine_already_decided, `The claim ${hash} was ${ruling.already}`);
  return { hash, state: decision, decided_at: decidedAt ?? '' };
}

function notFound(hash: string): DomainError {
  return new DomainError(QUARANTINE_ERRORS.quarantined_claim_not_found, `The claim ${hash} is not held back and never was`);
}

function failedItem(hash: string, { code, status, message }: DomainError): BulkDecisionItem {
  return { hash, state: 'failed', error: { code, status, detail: message } };
}

function viewOf(row: QuarantineRow): QuarantineItem {
  return { ...row, object: JSON.parse(row.object) as QuarantineItem['object'] };
}
