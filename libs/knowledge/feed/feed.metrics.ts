import { Injectable } from '@nestjs/common';
import { InjectMetric, makeCounterProvider, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge } from 'prom-client';
import type { StreamEnd } from './frame.rules';

const STREAMS = 'stemedb_feed_streams';
const STREAMS_ENDED = 'stemedb_feed_streams_ended_total';

@Injectable()
export class FeedMetrics {
  constructor(
    @InjectMetric(STREAMS) private readonly streams: Gauge,
    @InjectMetric(STREAMS_ENDED) private readonly ended: Counter,
  ) {}

  watch(count: () => number): void {
    Object.assign(this.streams, {
      collect(this: Gauge) {
        this.set(count());
      },
    });
  }

  countEnd(reason: StreamEnd | 'client_gone'): void {
    this.ended.inc({ reason });
  }
}

export const FEED_METRICS = [
  makeGaugeProvider({ name: STREAMS, help: 'Streams of the feed that are open' }),
  makeCounterProvider({ name: STREAMS_ENDED, help: 'Streams of the feed that have ended, by the reason', labelNames: ['reason'] }),
  FeedMetrics,
];
