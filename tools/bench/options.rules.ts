import { parseArgs } from 'node:util';

export const BENCH_NAMES = ['single', 'batch', 'raw', 'memory', 'query', 'audit', 'retraction', 'feed', 'gates', 'start', 'writers'] as const;
export type BenchName = (typeof BENCH_NAMES)[number];

export interface Options {
  readonly quick: boolean;
  /** What to run, in the order of BENCH_NAMES. */
  readonly only: readonly BenchName[];
  /** PostgreSQL to use; undefined starts the embedded one. */
  readonly databaseUrl: string | undefined;
  readonly help: boolean;
}

export const USAGE = `npm run bench -- [--quick] [--only <name>]... [--database-url <url>]

  --quick               under a minute, with smaller numbers; only the full run is good for conclusions
  --only <name>         one of ${BENCH_NAMES.join(', ')}; may be repeated
  --database-url <url>  PostgreSQL whose role may create databases; without it the embedded one is started

Data lies below the system's temporary directory (TMPDIR), which has to be on a real disk.`;

/** @throws Error for an option or a name that does not exist */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      'database-url': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = values.only.filter((name) => !BENCH_NAMES.some((known) => known === name));
  if (unknown.length > 0) throw new Error(`No such measurement: ${unknown.join(', ')}\n\n${USAGE}`);
  return {
    quick: values.quick,
    only: BENCH_NAMES.filter((name) => values.only.length === 0 || values.only.includes(name)),
    databaseUrl: values['database-url'],
    help: values.help,
  };
}
