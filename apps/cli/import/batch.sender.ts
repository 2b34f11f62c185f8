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
      // The store went away in the middle of the batch: only what it did not take is sent again.
      if (open.length > 0) throw new ApiRefusal(transientAnswer(answered));
    };
    await retrying(sendOpen, this.policy);
    return items.map((item) => results.get(item) as ItemResult);
  }

  private async post(items: readonly BatchItem[]): Promise<ItemResult[]> {
    const body = items.map(({ text }) => text).join('\n');
    const answer = await this.client.post('/v1/assert/batch', body, { contentType: 'application/x-ndjson', timeoutMs: TIMEOUT_MS });
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

function transientAnswer(results: readonly ItemResult[]) {
  const error = results.find((result) => result.error && isTransient(result.error.status))?.error;
  return { status: error?.status ?? 503, text: '', body: error, headers: new Headers() };
}
