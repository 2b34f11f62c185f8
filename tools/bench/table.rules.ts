import { fine, whole } from './figure.rules';
import type { Latency, Spread } from './statistics.rules';

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export const RATE = ['median /s', 'spread'] as const;
export const TIMES = ['p50 ms', 'p99 ms'] as const;

export const cpu = (micros: number | undefined): string => (micros === undefined ? '–' : whole(micros));
export const spread = ({ median, min, max }: Spread): [string, string] => [whole(median), `${whole(min)}–${whole(max)}`];
export const times = ({ p50, p99 }: Latency): [string, string] => [fine(p50), fine(p99)];
