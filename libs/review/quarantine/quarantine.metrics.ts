import { Injectable } from '@nestjs/common';
import { InjectMetric, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { QuarantineRepository } from './quarantine.repository';

const PENDING = 'stemedb_quarantine_pending';

/** Asks the store how much waits when somebody scrapes; keeps the last figure while the store is away. */
@Injectable()
export class QuarantineGauge {
  constructor(@InjectMetric(PENDING) gauge: Gauge, quarantine: QuarantineRepository) {
    Object.assign(gauge, {
      async collect(this: Gauge) {
        const pending = await quarantine.countPending().catch((): undefined => undefined);
        if (pending !== undefined) this.set(pending);
      },
    });
  }
}

export const QUARANTINE_METRICS = [makeGaugeProvider({ name: PENDING, help: 'Claims that are held back until a person decides' }), QuarantineGauge];
