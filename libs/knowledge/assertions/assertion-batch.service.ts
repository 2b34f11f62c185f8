import { Injectable } from '@nestjs/common';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import { toDomainError } from '@stemedb/platform/http';
import { type BatchItem, readBatch } from './assertion-batch.rules';
import type { BatchItemResult, BatchResult } from './assertion.dto';
import { AssertionsService, type WriteContext } from './assertions.service';

/** Claims checked before other requests get their turn: about two milliseconds of signatures. */
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
    const items = readBatch(body);
    const pending: Promise<BatchItemResult>[] = [];
    for (let start = 0; start < items.length; start += SLICE) {
      for (const [offset, item] of items.slice(start, start + SLICE).entries()) {
        pending.push(this.assertItem(start + offset, item, context));
      }
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    const results = await Promise.all(pending);
    refuseWhenStoreIsAway(results);
    return { results, summary: summarize(results) };
  }

  private async assertItem(index: number, item: BatchItem, context: WriteContext): Promise<BatchItemResult> {
    try {
      if ('error' in item) throw item.error;
      return { index, ...(await this.assertions.assert(item.claim, context)) };
    } catch (thrown) {
      const error = toDomainError(thrown);
      const { code, status, message } = error;
      return { index, status: 'failed', error: { code, status, detail: message, errors: error.options.errors } };
    }
  }
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
