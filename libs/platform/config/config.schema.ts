import { z } from 'zod';

/**
 * Every setting of StemeDB: name, bounds, default. The descriptions are the text of `.env.example`, which a test
 * compares with this file both ways.
 */
const wholeNumber = (minimum: number, maximum: number, fallback: number, description: string) =>
  z
    .string()
    .regex(/^\d+$/, `expected a whole number from ${minimum} to ${maximum}`)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, `expected a whole number from ${minimum} to ${maximum}`)
    .default(fallback)
    .meta({ description });

/** A flag is on only for the exact word `true`, so that a typing error fails closed and says so. */
const flag = (fallback: boolean, description: string) =>
  z
    .enum(['true', 'false'], { error: 'expected true or false' })
    .transform((value) => value === 'true')
    .default(fallback)
    .meta({ description });

const text = (description: string) => z.string().meta({ description });

export const configSchema = z.object({
  PORT: wholeNumber(0, 65_535, 18_180, 'TCP port of the HTTP API; 0 takes a free one'),
  STEMEDB_HOST: text('Address the API listens on; 0.0.0.0 or :: in a container').default('127.0.0.1'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'expected postgres://user:password@host:port/database')
    .optional()
    .meta({ description: 'PostgreSQL 15 to 18 to use; unset starts the embedded PostgreSQL 18' }),
  STEMEDB_DATA_DIR: text('Directory of the embedded PostgreSQL and of the first admin key').default('./data'),
  STEMEDB_POSTGRES_PORT: wholeNumber(0, 65_535, 0, 'TCP port of the embedded PostgreSQL; 0 takes a free one and keeps it'),
  STEMEDB_DATABASE_POOL_SIZE: wholeNumber(2, 500, 12, 'Most connections to PostgreSQL of one API process'),
  STEMEDB_DATABASE_TIMEOUT_MS: wholeNumber(100, 60_000, 4_000, 'Milliseconds until a store operation is given up with 503'),
  STEMEDB_AUTO_MIGRATE: flag(true, 'Run pending migrations at start; false refuses to start on an outdated schema'),
  STEMEDB_BOOTSTRAP_ADMIN_KEY: z
    .string()
    .regex(/^steme_(live|test)_[0-9a-f]{48}$/, 'expected steme_live_ or steme_test_ and 48 lower-case hex digits')
    .optional()
    .meta({ description: 'Admin key made at the first start on an empty store; unset makes a random one' }),
  STEMEDB_COMMIT_MAX_ROWS: wholeNumber(1, 10_000, 1_000, 'Most claims or votes that share one commit'),
  STEMEDB_COMMIT_QUEUE_LIMIT: wholeNumber(1, 1_000_000, 20_000, 'Claims or votes of one namespace that may wait for a commit before 503'),
  STEMEDB_LENS_MAX_CANDIDATES: wholeNumber(100, 100_000, 10_000, 'Most claims that one lens answer may weigh'),
  STEMEDB_FEED_BUFFER_BYTES: wholeNumber(65_536, 1_073_741_824, 1_048_576, 'Most bytes of the feed that may wait for one streaming client; more ends its stream'),
  STEMEDB_FEED_MAX_STREAMS: wholeNumber(0, 100_000, 1_000, 'Most streams of the feed that one API process keeps open; more are refused with 503'),
  STEMEDB_SOURCE_CLASS_BY_SCHEME: text(
    'Source class of a claim without one, by the scheme of its subject: scheme=Class pairs, comma-separated',
  ).default(
    'rfc=Regulatory,fda=Regulatory,ietf=Regulatory,peer=Clinical,pubmed=Clinical,code=Expert,wiki=Expert,' +
      'community=Community,blog=Anecdotal,anon=Anecdotal,reddit=Anecdotal',
  ),
  STEMEDB_RATE_LIMIT_READS_PER_MINUTE: wholeNumber(0, 100_000_000, 600_000, 'Reads a minute for each API key; 0 is no limit'),
  STEMEDB_RATE_LIMIT_WRITES_PER_MINUTE: wholeNumber(0, 100_000_000, 600_000, 'Writes a minute for each API key; 0 is no limit'),
  STEMEDB_METRICS_PORT: wholeNumber(0, 65_535, 0, 'Serve /metrics on this port only; 0 serves it with the API'),
  STEMEDB_SHUTDOWN_TIMEOUT_MS: wholeNumber(100, 600_000, 10_000, 'Milliseconds that requests in flight have to finish at shutdown'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'expected fatal, error, warn, info, debug, trace or silent',
    })
    .default('info')
    .meta({ description: 'Least severe level that is logged; debug adds a line for every request' }),
});

export type Config = Readonly<z.output<typeof configSchema>>;
export type ConfigName = keyof Config;
