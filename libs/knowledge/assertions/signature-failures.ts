import { Injectable } from '@nestjs/common';
import { DomainError } from '@stemedb/platform/errors';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { SIGNATURE_FAILURES_TOTAL } from './assertion.metrics';

/** Counts signatures that did not hold, of whatever was signed. */
@Injectable()
export class SignatureFailures {
  constructor(@InjectMetric(SIGNATURE_FAILURES_TOTAL) private readonly counter: Counter) {}

  count(): void {
    this.counter.inc();
  }

  /** Runs the check of a signed record, and counts it where it refuses the record for its signature. */
  counted<T>(check: () => T): T {
    try {
      return check();
    } catch (error) {
      if (error instanceof DomainError && error.options.errors?.some(({ path }) => path === 'signature')) this.count();
      throw error;
    }
  }
}
