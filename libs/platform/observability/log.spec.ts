import * as fc from 'fast-check';
import { createLogger, NestLog, redactText } from './log';

const KEY = `steme_live_${'0123456789abcdef'.repeat(3)}`;
const LEAKED_KEY = /steme_(live|test)_[0-9a-fA-F]{9,}/;

/** A logger and the lines it has written. */
function openLog(level = 'trace') {
  const lines: string[] = [];
  const logger = createLogger(level, { write: (line) => void lines.push(line) });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('redacted text', () => {
  it('leaves of a key the visible prefix', () => {
    expect(redactText(`key ${KEY} refused`)).toBe('key steme_live_01234567… refused');
    expect(redactText(`steme_test_${'f'.repeat(48)}`)).toBe('steme_test_ffffffff…');
    expect(redactText(KEY.toUpperCase().replace('STEME_LIVE', 'steme_live'))).not.toMatch(LEAKED_KEY);
  });

  it.each([
    ['postgres://user:hidden@host:5432/db', 'postgres://user:…@host:5432/db'],
    ['postgresql://user:hid%40den@host/db', 'postgresql://user:…@host/db'],
    ['postgres://user:hid@den@host/db', 'postgres://user:…@host/db'],
    ['postgres://:hidden@host/db', 'postgres://:…@host/db'],
    ['redis://:hidden@host:6379', 'redis://:…@host:6379'],
    ['postgres://host/db?user=u&password=hidden&ssl=true', 'postgres://host/db?user=u&password=…&ssl=true'],
    ['host=h user=u password=hidden dbname=d', 'host=h user=u password=… dbname=d'],
    ['cannot reach postgres://a:hidden@h/x and postgres://b:hidden@h/y', 'cannot reach postgres://a:…@h/x and postgres://b:…@h/y'],
  ])('leaves no password of an address: %s', (text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  it('leaves no password of an address that stands in JSON, whatever it is made of', () => {
    const password = fc.stringMatching(/^[^\s/\\]{6,20}$/);
    fc.assert(
      fc.property(password, (secret) => {
        const line = JSON.stringify({ url: `postgres://user:${secret}@host/db`, next: 'mail@host' });
        expect(JSON.parse(redactText(line))).toEqual({ url: 'postgres://user:…@host/db', next: 'mail@host' });
      }),
    );
  });

  it.each(['', 'postgres://host:5432/db', 'postgres://user@host/db', 'rfc://5246/tls', 'steme_live_01234567', 'mail user@host'])(
    'leaves alone what holds no secret: %j',
    (text) => {
      expect(redactText(text)).toBe(text);
    },
  );
});

describe('a log line', () => {
  it('is one JSON object with time and level as words', () => {
    const { logger, lines, last } = openLog();
    logger.info({ port: 1 }, 'ready\nnow');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{[^\n]*\}\n$/);
    expect(last()).toEqual({ level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), port: 1, msg: 'ready\nnow' });
  });

  it('is written from its level on', () => {
    const { logger, lines } = openLog('warn');
    logger.info('no');
    logger.warn('yes');
    expect(lines).toHaveLength(1);
    expect(openLog('silent').logger.isLevelEnabled('fatal')).toBe(false);
  });

  it('never holds a key, in whatever field or text it was put', () => {
    const text = fc.tuple(fc.string(), fc.string()).map(([before, behind]) => `${before}${KEY}${behind}`);
    const value = fc.object({ key: fc.oneof(fc.string(), fc.constant(KEY)), values: [text, fc.string(), fc.integer()], maxDepth: 4 });
    fc.assert(
      fc.property(value, text, (fields, message) => {
        const { logger, lines } = openLog();
        logger.info(fields, message);
        logger.child({ bound: fields, also: message }).warn('child');
        logger.error({ err: Object.assign(new Error(message), { detail: message }) }, 'failed');
        logger.error(new Error(message));
        expect(lines).toHaveLength(4);
        expect(lines.filter((line) => LEAKED_KEY.test(line))).toEqual([]);
      }),
    );
  });

  it.each([
    ['at the top', { password: 'hidden', secret: 'hidden', api_key: 'hidden', authorization: 'hidden', 'x-api-key': 'hidden' }],
    ['one level down', { headers: { authorization: 'hidden', 'x-api-key': 'hidden' }, key: { secret: 'hidden', api_key: 'hidden' } }],
    ['two levels down', { req: { headers: { authorization: 'hidden', 'x-api-key': 'hidden' }, body: { password: 'hidden' } } }],
  ])('never holds the value of a secret field: %s', (_where, fields) => {
    const { logger, lines } = openLog();
    logger.info(fields, 'line');
    expect(lines[0]).toContain('[redacted]');
    expect(lines[0]).not.toContain('hidden');
  });

  it("tells of an error what helps, and nothing of a client's data", () => {
    const { logger, last } = openLog();
    const error = Object.assign(new TypeError('broken'), {
      code: '23505',
      detail: 'Key (name)=(hidden)',
      where: 'hidden',
      parameters: ['hidden'],
    });
    logger.error({ err: error }, 'failed');
    expect(last()['err']).toEqual({ type: 'TypeError', message: 'broken', code: '23505', stack: expect.stringContaining('broken') });
    logger.error({ err: 'only a text' }, 'failed');
    expect(last()['err']).toEqual({ message: 'only a text' });
  });
});

describe("the framework's own messages", () => {
  it('are kept apart by level: its start-up chatter is debug', () => {
    const { logger, last } = openLog();
    const log = new NestLog(logger);
    log.log('Mapped {/v1, GET}', 'Router');
    expect(last()).toMatchObject({ level: 'debug', context: 'Router', msg: 'Mapped {/v1, GET}' });
    log.debug('detail', 'Router');
    expect(last()).toMatchObject({ level: 'debug' });
    log.verbose('more', 'Router');
    expect(last()).toMatchObject({ level: 'trace' });
    log.warn('careful', 'Router');
    expect(last()).toMatchObject({ level: 'warn', context: 'Router' });
    log.error('broken', 'the stack', 'Router');
    expect(last()).toMatchObject({ level: 'error', msg: 'broken', details: ['the stack', 'Router'] });
    log.error(new Error('thrown'));
    expect(last()).toMatchObject({ level: 'error', msg: 'thrown' });
  });

  it('hold no key either', () => {
    const { logger, lines } = openLog();
    new NestLog(logger).error(`refused ${KEY}`, `at ${KEY}`);
    expect(lines.filter((line) => LEAKED_KEY.test(line))).toEqual([]);
  });
});
