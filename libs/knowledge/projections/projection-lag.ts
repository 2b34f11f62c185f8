import { Injectable } from '@nestjs/common';
import { InjectMetric, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';

const LAG = 'stemedb_projection_lag_seconds';

/** Since when each namespace waits, in milliseconds of the process. */
type Waiting = Map<string, number>;

/** How long what this process knows to be recorded has been waiting for each projection. */
@Injectable()
export class ProjectionLag {
  private readonly waiting = new Map<string, { readonly new: Waiting; readonly taken: Waiting }>();

  constructor(@InjectMetric(LAG) gauge: Gauge) {
    const figures = () => this.figures(performance.now());
    Object.assign(gauge, {
      collect(this: Gauge) {
        for (const [projection, seconds] of figures()) this.set({ projection }, seconds);
      },
    });
  }

  add(projection: string): void {
    this.waiting.set(projection, { new: new Map(), taken: new Map() });
  }

  /** Something was recorded in a namespace. */
  recorded(namespace: string, now: number): void {
    for (const waiting of this.waiting.values()) if (!waiting.new.has(namespace)) waiting.new.set(namespace, now);
  }

  /** A projection begins to take in whatever is recorded by now. */
  begun(projection: string, namespace: string): void {
    const waiting = this.waiting.get(projection);
    const since = waiting?.new.get(namespace);
    if (!waiting || since === undefined) return;
    waiting.new.delete(namespace);
    // What an earlier run has failed to take in waits for longer.
    if (!waiting.taken.has(namespace)) waiting.taken.set(namespace, since);
  }

  /** Everything that was recorded before it began is taken in. */
  done(projection: string, namespace: string): void {
    this.waiting.get(projection)?.taken.delete(namespace);
  }

  /** Seconds of each projection, for the namespace that waits longest. */
  figures(now: number): Map<string, number> {
    return new Map([...this.waiting].map(([projection, waiting]) => [projection, (now - oldestOf(waiting.new, waiting.taken, now)) / 1_000]));
  }
}

function oldestOf(fresh: Waiting, taken: Waiting, now: number): number {
  let oldest = now;
  for (const waiting of [fresh, taken]) for (const since of waiting.values()) oldest = Math.min(oldest, since);
  return oldest;
}

export const PROJECTION_METRICS = [
  makeGaugeProvider({ name: LAG, help: 'Seconds that the oldest record waits for a projection, of those this process knows', labelNames: ['projection'] }),
  ProjectionLag,
];
