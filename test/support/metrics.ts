import type { TestApp } from './test-app';

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** Reads the Prometheus text format. */
export function parseMetrics(exposition: string): Sample[] {
  return exposition.split('\n').flatMap((line): Sample[] => {
    const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
    if (line.startsWith('#') || name === undefined) return [];
    return [{ name, labels: Object.fromEntries([...labels.matchAll(LABEL)].map(([, key, text]) => [key, text])), value: Number(value) }];
  });
}

/** What /metrics says now. */
export async function scrape(app: TestApp): Promise<Sample[]> {
  const { text } = await app.call('GET', '/metrics', { key: null });
  return parseMetrics(text);
}

/** The values of one metric by its labels, written `label=value, …` in the given order. */
export function table(samples: readonly Sample[], name: string, ...labels: readonly string[]): Record<string, number> {
  const own = samples.filter((sample) => sample.name === name);
  return Object.fromEntries(own.map((sample) => [labels.map((label) => sample.labels[label]).join(' '), sample.value]));
}
