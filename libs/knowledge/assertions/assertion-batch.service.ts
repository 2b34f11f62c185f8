import { Injectable } from '@nestjs/common';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import { toDomainError } from '@stemedb/platform/http';
import { type BatchItem, splitBatch } from './assertion-batch.rules';
import type { BatchItemResult, BatchResult } from './assertion.dto';
import { AssertionsService, type WriteContext } from './assertions.service';

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
  async assertAll(body: unknown, context: WriteContext): Promise<BatchResult> {
    const items = splitBatch(body);
    const outcomes: Promise<BatchItemResult>[] = [];
    for (const [index, read] of items.entries()) {
      outcomes.push(this.assertItem(index, read, context));
      if ((index + 1) % SLICE === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    }
    const results = await Promise.all(outcomes);
    refuseWhenStoreIsAway(results);
    return { results, summary: summarize(results) };
  }

  /** Never rejects: items wait for each other, and a rejection that nobody waits for yet would end the process. */
  private async assertItem(index: number, read: () => BatchItem, context: WriteContext): Promise<BatchItemResult> {
    try {
      const item = read();
      if ('error' in item) return failedItem(index, item.error);
      return { index, ...(await this.assertions.assert(item.claim, context)) };
    } catch (reason) {
      return failedItem(index, reason);
    }
  }
}

function failedItem(index: number, reason: unknown): BatchItemResult {
  const { code, status, message, options } = toDomainError(reason);
  return { index, status: 'failed', error: { code, status, detail: message, errors: options.errors } };
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
