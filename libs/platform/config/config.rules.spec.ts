import * as fc from 'fast-check';
import { ConfigError, parseConfig } from './config.rules';
import { configSchema } from './config.schema';

/** One wrong value for each setting that can be wrong. */
const WRONG: Readonly<Record<string, readonly string[]>> = {
  PORT: ['-1', '65536', '80.5', '0x50', ' 80', 'http', '1e3', '٣'],
  TRUSTED_PROXIES: ['nginx', 'true', '10.0.0.0/33', '10.0.0.0/8,', '10.0.0.0/8;::1', '0.0.0.0/0', '127.0.0.1,::/0'],
  DATABASE_URL: ['mysql://user:hidden@host/db', 'host=localhost', 'http://host/db'],
  STEMEDB_POSTGRES_PORT: ['65536'],
  STEMEDB_DATABASE_POOL_SIZE: ['1', '501'],
  STEMEDB_DATABASE_TIMEOUT_MS: ['99', '60001', '4s'],
  STEMEDB_AUTO_MIGRATE: ['TRUE', 'yes', '1', '0', 'on'],
  STEMEDB_BOOTSTRAP_ADMIN_KEY: ['hidden', `steme_live_${'a'.repeat(47)}`, `steme_live_${'A'.repeat(48)}`, `steme_prod_${'a'.repeat(48)}`],
  STEMEDB_COMMIT_MAX_ROWS: ['0', '10001'],
  STEMEDB_COMMIT_QUEUE_LIMIT: ['0', '1000001'],
  STEMEDB_FEED_BUFFER_BYTES: ['65535', '1073741825', '1 MiB'],
  STEMEDB_FEED_MAX_STREAMS: ['-1', '100001'],
  STEMEDB_LENS_MAX_CANDIDATES: ['99', '100001'],
  STEMEDB_RATE_LIMIT_READS_PER_MINUTE: ['-1', '100000001'],
  STEMEDB_RATE_LIMIT_WRITES_PER_MINUTE: ['-1', '100000001'],
  STEMEDB_RATE_LIMIT_BATCHES_PER_MINUTE: ['-1', '100000001'],
  STEMEDB_RATE_LIMIT_ADMIN_PER_MINUTE: ['-1', '100000001'],
  STEMEDB_RATE_CLASSES: ['standard', 'standard=', 'standard=-1', 'Bulk=2', 'a=1,', 'a=1;b=2', 'a=1e3', 'a=1000000.5'],
  STEMEDB_QUOTA_TOKENS_PER_HOUR: ['-1', '2000000001', '10k'],
  REDIS_URL: ['localhost:6379', 'http://host:6379', 'unix:///run/redis.sock'],
  STEMEDB_ADMISSION: ['on', 'POW', 'true'],
  STEMEDB_TRUST_HALF_LIFE_DAYS: ['0', '36501', '30d'],
  STEMEDB_TRUST_DECAY_DAILY: ['yes', 'TRUE', '1'],
  STEMEDB_CIRCUIT_BREAKER_FAILURES: ['-1', '10001'],
  STEMEDB_CIRCUIT_BREAKER_WINDOW_MS: ['0', '86400001'],
  STEMEDB_CIRCUIT_BREAKER_OPEN_MS: ['0', '86400001'],
  STEMEDB_CIRCUIT_BREAKER_HALF_OPEN_SUCCESSES: ['0', '1001'],
  STEMEDB_QUARANTINE: ['true', 'ON', 'low_quality,', 'on,off', 'low_quality duplicate', 'spam'],
  STEMEDB_QUARANTINE_PATTERNS: ['spam', '{}', '[1]', '[""]', '["("]', '["(?=a)"]', '["(a)\\\\1"]', `["${'a'.repeat(1_001)}"]`, JSON.stringify(Array.from({ length: 101 }, () => 'a'))],
  STEMEDB_ESCALATION_ANECDOTAL_CLAIMS: ['-1', '1000001'],
  STEMEDB_ESCALATION_WEBHOOK_URL: ['ftp://hidden.example/', 'hidden', 'http://'],
  STEMEDB_ESCALATION_WEBHOOK_SECRET: ['hidden'],
  STEMEDB_ESCALATION_WEBHOOK_ATTEMPTS: ['0', '101'],
  STEMEDB_ESCALATION_WEBHOOK_RETRY_MS: ['0', '3600001'],
  STEMEDB_METRICS_PORT: ['65536'],
  STEMEDB_SHUTDOWN_TIMEOUT_MS: ['99', '600001'],
  LOG_LEVEL: ['INFO', 'verbose', '30'],
};
/** Any text is an address, a directory or a list of classes as far as the parser can tell. */
const FREE_TEXT = ['STEMEDB_HOST', 'STEMEDB_DATA_DIR', 'STEMEDB_SOURCE_CLASS_BY_SCHEME'];
const SETTINGS = Object.keys(configSchema.shape);

function faultOf(environment: Record<string, string>): string {
  try {
    parseConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('the configuration', () => {
  it('has a default for everything but the proxies, the database, the first key, Redis and the webhook', () => {
    const config = parseConfig({});
    expect(SETTINGS.filter((name) => config[name as keyof typeof config] === undefined)).toEqual([
      'TRUSTED_PROXIES',
      'DATABASE_URL',
      'STEMEDB_BOOTSTRAP_ADMIN_KEY',
      'REDIS_URL',
      'STEMEDB_ESCALATION_WEBHOOK_URL',
      'STEMEDB_ESCALATION_WEBHOOK_SECRET',
    ]);
    expect(config).toMatchObject({ PORT: 18_180, STEMEDB_HOST: '127.0.0.1', STEMEDB_AUTO_MIGRATE: true, LOG_LEVEL: 'info' });
  });

  it('reads what is given', () => {
    const key = `steme_test_${'0f'.repeat(24)}`;
    const environment = {
      PORT: '0',
      DATABASE_URL: 'postgresql://user:password@host:5432/db',
      STEMEDB_AUTO_MIGRATE: 'false',
      STEMEDB_BOOTSTRAP_ADMIN_KEY: key,
      LOG_LEVEL: 'silent',
    };
    expect(parseConfig(environment)).toMatchObject({ ...environment, PORT: 0, STEMEDB_AUTO_MIGRATE: false });
  });

  it('takes an empty value as unset', () => {
    const empty = Object.fromEntries(SETTINGS.map((name) => [name, '']));
    expect(parseConfig(empty)).toEqual(parseConfig({}));
    expect(parseConfig({ PORT: undefined })).toEqual(parseConfig({}));
  });

  it('leaves the rest of the environment alone', () => {
    const environment = {
      HOME: '/root',
      PATH: '/bin',
      constructor: 'x',
      STEMEDB_CLI_URL: 'x',
      STEMEDB_TEST_ANY: 'x',
      STEMEDB_BENCH_N: '9',
    };
    expect(parseConfig(environment)).toEqual(parseConfig({}));
  });

  it('cannot be changed afterwards', () => {
    const config = parseConfig({});
    expect(Object.isFrozen(config)).toBe(true);
    expect(() => Object.assign(config, { PORT: 1 })).toThrow(TypeError);
  });
});

describe('a wrong setting', () => {
  it('has an example here for each setting that can be wrong', () => {
    expect([...Object.keys(WRONG), ...FREE_TEXT].sort()).toEqual([...SETTINGS].sort());
  });

  it.each(Object.entries(WRONG).flatMap(([name, values]) => values.map((value) => [name, value] as const)))(
    'is refused by its name: %s=%s',
    (name, value) => {
      const lines = faultOf({ [name]: value })
        .split('\n')
        .slice(1);
      expect(lines).toEqual([expect.stringMatching(new RegExp(`^  ${name}: expected `))]);
    },
  );

  it('is named together with all others', () => {
    const wrong = Object.fromEntries(Object.entries(WRONG).map(([name, values]) => [name, values[0] ?? '']));
    const fault = faultOf({ ...wrong, STEMEDB_PROT: '1' });
    expect([...Object.keys(WRONG), 'STEMEDB_PROT'].filter((name) => !fault.includes(`${name}: `))).toEqual([]);
  });

  it('does not repeat its value, which may be a secret', () => {
    expect(faultOf({ DATABASE_URL: 'mysql://user:hidden@host/db', STEMEDB_BOOTSTRAP_ADMIN_KEY: 'hidden' })).not.toContain('hidden');
  });

  it('has a secret wherever it has the address of a webhook', () => {
    const url = { STEMEDB_ESCALATION_WEBHOOK_URL: 'https://example.org/hook' };
    expect(faultOf(url)).toContain('STEMEDB_ESCALATION_WEBHOOK_SECRET: expected where STEMEDB_ESCALATION_WEBHOOK_URL is set');
    expect(faultOf({ ...url, STEMEDB_ESCALATION_WEBHOOK_SECRET: 'a secret of 20 bytes' })).toBe('');
  });

  it.each(['STEMEDB_PROT', 'STEMEDB_', 'STEMEDB_TESTING', 'STEMEDB_DATABASE_URL'])('is a STEMEDB_ name that does not exist: %s', (name) => {
    expect(faultOf({ [name]: 'x' })).toContain(`${name}: no such setting`);
    expect(faultOf({ [name]: '' })).toContain(`${name}: no such setting`);
  });

  it('never becomes a number it does not spell', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const fault = faultOf({ PORT: text });
        const spelled = /^[0-9]+$/.test(text) && Number(text) <= 65_535;
        expect(fault === '').toBe(text === '' || spelled);
      }),
    );
  });
});
