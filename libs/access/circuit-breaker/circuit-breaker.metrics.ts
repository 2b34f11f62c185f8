import { Injectable } from '@nestjs/common';
import { InjectMetric, makeCounterProvider, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge } from 'prom-client';

const OPEN = 'stemedb_circuit_breakers_open';
const OPENINGS = 'stemedb_circuit_breaker_openings_total';

@Injectable()
export class CircuitBreakerMetrics {
  constructor(
    @InjectMetric(OPEN) private readonly open: Gauge,
    @InjectMetric(OPENINGS) private readonly openings: Counter,
  ) {}

  watch(countOpen: () => number): void {
    Object.assign(this.open, {
      collect(this: Gauge) {
        this.set(countOpen());
      },
    });
  }

  countOpening(): void {
    this.openings.inc();
  }
}

export const CIRCUIT_BREAKER_METRICS = [
  makeGaugeProvider({ name: OPEN, help: 'Circuits of callers that are open, of all instances' }),
  makeCounterProvider({ name: OPENINGS, help: 'Circuits that this instance has opened' }),
  CircuitBreakerMetrics,
];
