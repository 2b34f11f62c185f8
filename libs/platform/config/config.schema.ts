import { z } from 'zod';
import { isProxyList } from './network';
import { parsePatterns } from './pattern.rules';

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

const REASON = '(?:low_quality|duplicate|untrusted_high_confidence|pattern)';
const QUARANTINE = new RegExp(`^(?:on|off|${REASON}(?:,${REASON})*)$`);

const text = (description: string) => z.string().meta({ description });

export const configSchema = z.object({
  PORT: wholeNumber(0, 65_535, 18_180, 'TCP port of the HTTP API; 0 takes a free one'),
  STEMEDB_HOST: text('Address the API listens on; 0.0.0.0 or :: in a container').default('127.0.0.1'),
  TRUSTED_PROXIES: z
    .string()
    .refine(isProxyList, 'expected addresses or networks of IPv4 and IPv6 in CIDR notation, comma-separated, and none of everybody')
    .optional()
    .meta({ description: 'Proxies whose X-Forwarded-For is believed: addresses or CIDR, comma-separated; unset believes none' }),
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
  STEMEDB_RATE_LIMIT_BATCHES_PER_MINUTE: wholeNumber(0, 100_000_000, 60_000, 'Batches of claims a minute for each API key; 0 is no limit'),
  STEMEDB_RATE_LIMIT_ADMIN_PER_MINUTE: wholeNumber(0, 100_000_000, 6_000, 'Requests below /v1/admin a minute for each API key; 0 is no limit'),
  STEMEDB_RATE_CLASSES: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,31}=\d{1,6}(\.\d{1,3})?(,[a-z][a-z0-9_-]{0,31}=\d{1,6}(\.\d{1,3})?)*$/, 'expected class=factor pairs, comma-separated')
    .default('standard=1')
    .meta({ description: 'How many times the rate limits the keys of a class have: class=factor pairs, comma-separated; 0 is no limit' }),
  STEMEDB_QUOTA_TOKENS_PER_HOUR: wholeNumber(0, 2_000_000_000, 10_000, 'Tokens that each agent may spend in an hour; 0 turns quotas off'),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'expected redis://user:password@host:port/database or rediss://')
    .optional()
    .meta({ description: 'Redis in which instances share rate limits and quotas; unset counts in each process' }),
  STEMEDB_ADMISSION: z
    .enum(['off', 'pow'], { error: 'expected off or pow' })
    .default('off')
    .meta({ description: 'Whether new agents have to solve a proof of work for each of their first claims: off or pow' }),
  STEMEDB_TRUST_HALF_LIFE_DAYS: wholeNumber(1, 36_500, 30, 'Days in which half of what parts the trust of an agent from 0.5 decays'),
  STEMEDB_TRUST_DECAY_DAILY: flag(true, 'Let the trust of all agents decay once a day; false leaves it to POST /v1/admin/decay_trust_ranks'),
  STEMEDB_CIRCUIT_BREAKER_FAILURES: wholeNumber(0, 10_000, 5, 'Failures of a caller within the window after which its requests are refused; 0 turns the circuit breaker off'),
  STEMEDB_CIRCUIT_BREAKER_WINDOW_MS: wholeNumber(1, 86_400_000, 60_000, 'Milliseconds within which these failures have to happen'),
  STEMEDB_CIRCUIT_BREAKER_OPEN_MS: wholeNumber(1, 86_400_000, 30_000, 'Milliseconds that a caller is refused before one of its requests is tried again'),
  STEMEDB_CIRCUIT_BREAKER_HALF_OPEN_SUCCESSES: wholeNumber(1, 1_000, 1, 'Trials that have to succeed before a caller is taken again'),
  STEMEDB_QUARANTINE: z
    .string()
    .regex(QUARANTINE, 'expected on, off, or reasons out of low_quality, duplicate, untrusted_high_confidence and pattern, comma-separated')
    .default('on')
    .meta({ description: 'For which reasons suspicious claims are held back: on (all), off, or some of low_quality,duplicate,untrusted_high_confidence,pattern' }),
  STEMEDB_QUARANTINE_PATTERNS: z
    .string()
    .refine((value) => parsePatterns(value) !== undefined, 'expected a JSON array of up to 100 regular expressions in the syntax of RE2')
    .default('[]')
    .meta({ description: 'Claims in which one of these regular expressions (RE2) is found are held back: a JSON array of texts' }),
  STEMEDB_ESCALATION_ANECDOTAL_CLAIMS: wholeNumber(0, 1_000_000, 500, 'Anecdotal claims of a pair without any of tiers 0 to 2 that are escalated; 0 escalates none'),
  STEMEDB_ESCALATION_WEBHOOK_URL: z
    .url({ protocol: /^https?$/, error: 'expected http:// or https:// and a host', abort: true })
    .optional()
    .meta({ description: 'Where messages about new escalations are posted to; unset posts none' }),
  STEMEDB_ESCALATION_WEBHOOK_SECRET: z
    .string()
    .min(16, 'expected at least 16 characters')
    .optional()
    .meta({ description: 'With what these messages are signed (HMAC-SHA256); needed where the URL is set' }),
  STEMEDB_ESCALATION_WEBHOOK_ATTEMPTS: wholeNumber(1, 100, 10, 'Attempts after which such a message is given up'),
  STEMEDB_ESCALATION_WEBHOOK_RETRY_MS: wholeNumber(1, 3_600_000, 1_000, 'Milliseconds, give or take a half, before the second attempt; doubled each time, up to an hour'),
  STEMEDB_METRICS_PORT: wholeNumber(0, 65_535, 0, 'Serve /metrics on this port only; 0 serves it with the API'),
  STEMEDB_SHUTDOWN_TIMEOUT_MS: wholeNumber(100, 600_000, 10_000, 'Milliseconds that requests in flight have to finish at shutdown'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'expected fatal, error, warn, info, debug, trace or silent',
    })
    .default('info')
    .meta({ description: 'Least severe level that is logged; debug adds a line for every request' }),
}).refine((config) => config.STEMEDB_ESCALATION_WEBHOOK_URL === undefined || config.STEMEDB_ESCALATION_WEBHOOK_SECRET !== undefined, {
  path: ['STEMEDB_ESCALATION_WEBHOOK_SECRET'],
  error: 'expected where STEMEDB_ESCALATION_WEBHOOK_URL is set',
});

export type Config = Readonly<z.output<typeof configSchema>>;
export type ConfigName = keyof Config;
