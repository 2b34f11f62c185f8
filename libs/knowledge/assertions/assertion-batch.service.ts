import { Injectable } from '@nestjs/common';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import { toDomainError } from '@stemedb/platform/http';
import { type BatchItem, splitBatch } from './assertion-batch.rules';
import type { BatchItemResult, BatchResult } from './assertion.dto';
import { AssertionsService, type WriteContext } from './assertions.service';
import type { WriteResult } from './incoming-claim';

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
    const slices: Promise<BatchItemResult[]>[] = [];
    for (let start = 0; start < items.length; start += SLICE) {
      slices.push(this.trySlice(start, items.slice(start, start + SLICE).map((read) => read()), context));
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    const results = (await Promise.all(slices)).flat();
    refuseWhenStoreIsAway(results);
    return { results, summary: summarize(results) };
  }

  /** Never rejects: slices wait for each other, and a rejection that nobody waits for yet would end the process. */
  private async trySlice(start: number, items: readonly BatchItem[], context: WriteContext): Promise<BatchItemResult[]> {
    try {
      return await this.assertSlice(start, items, context);
    } catch (reason) {
      return items.map((_item, offset) => failedItem(start + offset, reason));
    }
  }

  private async assertSlice(start: number, items: readonly BatchItem[], context: WriteContext): Promise<BatchItemResult[]> {
    const claims = items.flatMap((item) => ('claim' in item ? [item.claim] : []));
    const writes = (await this.assertions.assertMany(claims, context)).values();
    const outcomes = items.map(async (item, offset): Promise<BatchItemResult> => {
      const index = start + offset;
      if ('error' in item) return failedItem(index, item.error);
      try {
        return { index, ...(await (writes.next().value as Promise<WriteResult>)) };
      } catch (reason) {
        return failedItem(index, reason);
      }
    });
    return Promise.all(outcomes);
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
