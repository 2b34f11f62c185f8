import { Injectable } from '@nestjs/common';
import { InjectMetric, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { EscalationRepository, type OpenCount } from './escalation.repository';
import { ESCALATION_TYPES } from './escalation.rules';

const ESCALATIONS_OPEN = 'stemedb_escalations_open';

/** Asks the store when somebody scrapes; keeps the last figures while the store is away. */
@Injectable()
export class EscalationGauge {
  constructor(@InjectMetric(ESCALATIONS_OPEN) gauge: Gauge, escalations: EscalationRepository) {
    const read = (): Promise<OpenCount[] | undefined> => escalations.countOpenEverywhere().catch((): undefined => undefined);
    Object.assign(gauge, {
      async collect(this: Gauge) {
        const counts = await read();
        if (!counts) return;
        for (const type of ESCALATION_TYPES) this.set({ type }, counts.find(({ kind }) => kind === type)?.open ?? 0);
      },
    });
  }
}

export const ESCALATION_METRICS = [
  makeGaugeProvider({ name: ESCALATIONS_OPEN, help: 'Escalations that wait for a person, over all namespaces', labelNames: ['type'] }),
  EscalationGauge,
];
