import { Injectable } from '@nestjs/common';
import { ADMISSION_ERRORS } from '@stemedb/knowledge/admission';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import { toDomainError } from '@stemedb/platform/http';
import { type BatchItem, splitBatch } from './assertion-batch.rules';
import type { BatchItemError, BatchItemResult, BatchResult } from './assertion.dto';
import { AssertionsService, type MeteredContext } from './assertions.service';

/** Claims prepared before other requests get their turn: about two milliseconds. */
const SLICE = 50;

/** Writes many claims for one request; each has its own fate. */
@Injectable()
export class AssertionBatchService {
  constructor(private readonly assertions: AssertionsService) {}

  /**
   * Resolves when every item is durable or refused.
   *
   * @throws DomainError batch_too_large, validation_failed for the batch as a whole; store_unavailable when the store
   * is away and nothing was written
   */
  async assertAll(body: unknown, context: MeteredContext): Promise<BatchResult> {
    const items = splitBatch(body);
    const together = { ...context, ticket: this.assertions.openTicket(context) };
    const outcomes: Promise<BatchItemResult>[] = [];
    for (const [index, read] of items.entries()) {
      outcomes.push(this.assertItem(index, read, together));
      if ((index + 1) % SLICE === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    }
    const results = await Promise.all(outcomes);
    refuseWhenStoreIsAway(results);
    return { results, summary: summarize(results) };
  }

  /** Never rejects: items wait for each other, and a rejection that nobody waits for yet would end the process. */
  private async assertItem(index: number, read: () => BatchItem, context: MeteredContext): Promise<BatchItemResult> {
    try {
      const item = read();
      if ('error' in item) return failedItem(index, item.error);
      return { index, ...(await this.assertions.assert(item.claim, { ...context, meter: context.meter.part(item.bytes) })) };
    } catch (reason) {
      return failedItem(index, reason);
    }
  }
}

function failedItem(index: number, reason: unknown): BatchItemResult {
  const { code, status, message, options } = toDomainError(reason);
  const { errors, retryAfterSeconds: retry_after, extensions } = options;
  const error = { code, status, detail: message, errors, retry_after };
  return { index, status: 'failed', error: code === ADMISSION_ERRORS.proof_of_work_required ? { ...error, ...owedOf(extensions) } : error };
}

/** The recipe is the same for all items, and stands in the API document. */
function owedOf({ difficulty, agents, server_time }: Readonly<Record<string, unknown>> = {}): Partial<BatchItemError> {
  return { difficulty, agents, server_time } as Partial<BatchItemError>;
}

function refuseWhenStoreIsAway(results: readonly BatchItemResult[]): void {
  if (!results.every((result) => result.error?.code === PLATFORM_ERRORS.store_unavailable)) return;
  throw new DomainError(PLATFORM_ERRORS.store_unavailable, 'The store cannot be reached; nothing was acknowledged', { retryAfterSeconds: 2 });
}

function summarize(results: readonly BatchItemResult[]): BatchResult['summary'] {
  const summary = { created: 0, cosigned: 0, duplicate: 0, quarantined: 0, failed: 0 };
  for (const { status } of results) summary[status] += 1;
  return summary;
}
