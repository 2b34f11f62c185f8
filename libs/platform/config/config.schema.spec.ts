import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError, parseConfig } from './config.rules';
import { configSchema } from './config.schema';

const REPOSITORY = join(__dirname, '..', '..', '..');
const read = (path: string): string => readFileSync(join(REPOSITORY, path), 'utf8');

interface Setting {
  readonly name: string;
  readonly value: string;
  readonly description: string;
}

/** What the schema says of every setting; an empty value where it has no default. */
function settingsOfSchema(): Setting[] {
  const defaults = parseConfig({}) as Readonly<Record<string, unknown>>;
  const { properties = {} } = z.toJSONSchema(configSchema, { io: 'input' });
  return Object.keys(configSchema.shape).map((name) => ({
    name,
    value: String(defaults[name] ?? ''),
    description: (properties[name] as { description?: string }).description ?? '',
  }));
}

const accepts = (name: string, value: string): boolean => {
  try {
    parseConfig({ [name]: value });
    return true;
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
};

describe('.env.example', () => {
  const text = read('.env.example');

  it('describes every setting and no other, with its default', () => {
    const settings = [...text.matchAll(/^# (.+)\n# ([A-Z_]+)=(.*)$/gm)].map(([, description, name, value]) => ({
      name,
      value,
      description,
    }));
    expect(settings).toEqual(settingsOfSchema());
  });

  it('sets nothing as it stands', () => {
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });

  it('is the default configuration once every line is taken in', () => {
    const lines = [...text.matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name = '', value]) => [name, value] as const);
    expect(parseConfig(Object.fromEntries(lines))).toEqual(parseConfig({}));
  });
});

describe('docs/operations/configuration.md', () => {
  const rows = [...read('docs/operations/configuration.md').matchAll(/^\| `([A-Z_]+)` \| (?:none|`(.*?)`) \| (.+?) \| (.+) \|$/gm)].map(
    ([, name = '', value = '', values = '', description = '']) => ({ name, value, values, description }),
  );

  it('describes every setting and no other, with its default', () => {
    expect(rows.map(({ name, value, description }) => ({ name, value, description }))).toEqual(settingsOfSchema());
  });

  const ranges = rows.flatMap(({ name, values }) => {
    const range = /^(\d+) to (\d+)$/.exec(values);
    return range ? [[name, Number(range[1]), Number(range[2])] as const] : [];
  });

  it.each(ranges)('gives %s its bounds: %d to %d', (name, minimum, maximum) => {
    expect([minimum - 1, minimum, maximum, maximum + 1].map((value) => accepts(name, String(value)))).toEqual([false, true, true, false]);
  });

  const words = rows.flatMap(({ name, values }) => (/^`[a-z]+`,/.test(values) ? [[name, values.match(/[a-z]+/g) ?? []] as const] : []));

  it.each(words)('gives %s its words: %s', (name, allowed) => {
    expect([...allowed, 'another'].map((value) => accepts(name, value))).toEqual([...allowed.map(() => true), false]);
  });

  it('leaves no number or flag without its bounds', () => {
    const bounded = [...ranges, ...words].map(([name]) => name);
    expect(rows.filter(({ name }) => !bounded.includes(name)).map(({ name }) => name)).toEqual([
      'STEMEDB_HOST',
      'TRUSTED_PROXIES',
      'DATABASE_URL',
      'STEMEDB_DATA_DIR',
      'STEMEDB_BOOTSTRAP_ADMIN_KEY',
      'STEMEDB_SOURCE_CLASS_BY_SCHEME',
      'STEMEDB_RATE_CLASSES',
      'REDIS_URL',
      'STEMEDB_QUARANTINE',
      'STEMEDB_QUARANTINE_PATTERNS',
      'STEMEDB_ESCALATION_WEBHOOK_URL',
      'STEMEDB_ESCALATION_WEBHOOK_SECRET',
    ]);
  });
});
