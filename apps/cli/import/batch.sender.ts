import { joinDemands, MOST_PROOFS, type ProofDemand, readProofDemand, solveProofs } from '@stemedb/sdk';
import { isTransient } from '../api-answer.rules';
import { type ApiClient, ApiRefusal } from '../api-client';
import { CommandFailure, type FieldFault } from '../command.failure';
import { EXIT } from '../exit-code';
import type { Outcome } from './import.types';
import { retrying, type RetryPolicy } from './retrying';

/** A signed claim on its way. */
export interface BatchItem {
  readonly line: number;
  /** Its JSON on one line. */
  readonly text: string;
}

export interface ItemResult {
  readonly item: BatchItem;
  readonly status: Outcome;
  readonly error?: ItemError;
}

export interface ItemError {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly FieldFault[];
  /** Seconds after which it may be sent again. */
  readonly retry_after?: number;
}

interface ResultLine {
  readonly index: number;
  readonly status: Outcome;
  readonly error?: ItemError;
}

const TIMEOUT_MS = 60_000;

/** Sends claims in batches, again and again while the server is away. */
export class BatchSender {
  constructor(
    private readonly client: ApiClient,
    private readonly policy: RetryPolicy,
  ) {}

  /**
   * Resolves when every item is acknowledged or refused for good; the results are in the order of the items.
   *
   * @throws ApiRefusal or ApiUnreachable where the batch as a whole has no fate; Interrupted
   */
  async send(items: readonly BatchItem[]): Promise<ItemResult[]> {
    const results = new Map<BatchItem, ItemResult>();
    let open = items;
    const sendOpen = async (): Promise<void> => {
      if (open.length === 0) return;
      const answered = await this.post(open);
      answered.forEach((result) => results.set(result.item, result));
      open = answered.filter(({ error }) => error !== undefined && isTransient(error.status)).map(({ item }) => item);
      // The store went away, or a quota ended, in the middle of the batch: only what was not taken is sent again.
      if (open.length > 0) throw transientRefusal(answered);
    };
    await retrying(sendOpen, this.policy);
    return items.map((item) => results.get(item) as ItemResult);
  }

  /** Sends items, and those again for which new agents have to work, as long as that gets any of them further. */
  private async post(items: readonly BatchItem[]): Promise<ItemResult[]> {
    const results = new Map((await this.postOnce(items)).map((result) => [result.item, result]));
    for (let left = Infinity; ; ) {
      const owed = [...results.values()].filter(({ error }) => readProofDemand(error) !== undefined);
      const demand = joinDemands(owed.map(({ error }) => readProofDemand(error) as ProofDemand), MOST_PROOFS);
      if (!demand || owed.length >= left) return items.map((item) => results.get(item) as ItemResult);
      left = owed.length;
      const again = await this.postOnce(owed.map(({ item }) => item), await solveProofs(demand));
      again.forEach((result) => results.set(result.item, result));
    }
  }

  private async postOnce(items: readonly BatchItem[], headers: Record<string, string> = {}): Promise<ItemResult[]> {
    const body = items.map(({ text }) => text).join('\n');
    const options = { contentType: 'application/x-ndjson', headers, timeoutMs: TIMEOUT_MS };
    const answer = await this.client.post('/v1/assert/batch', body, options);
    const lines = (answer.body as { results?: unknown } | undefined)?.results;
    if (!Array.isArray(lines) || lines.length !== items.length) {
      throw new CommandFailure(EXIT.refused, 'The answer does not say what became of each claim: is this a StemeDB server?');
    }
    const byIndex = new Map((lines as ResultLine[]).map((line) => [line.index, line]));
    return items.map((item, index) => {
      const line = byIndex.get(index);
      if (!line) throw new CommandFailure(EXIT.refused, `The answer does not say what became of claim ${index} of the batch.`);
      return { item, status: line.status, error: line.error };
    });
  }
}

/** Of the items that may be sent again the one that asks for the longest wait. */
function transientRefusal(results: readonly ItemResult[]): ApiRefusal {
  const errors = results.flatMap(({ error }) => (error && isTransient(error.status) ? [error] : []));
  const [longest] = errors.sort((left, right) => (right.retry_after ?? 0) - (left.retry_after ?? 0));
  const retryAfter = longest?.retry_after;
  const answer = { status: longest?.status ?? 503, text: '', body: longest, headers: new Headers() };
  return new ApiRefusal(answer, retryAfter === undefined ? undefined : retryAfter * 1_000);
}
