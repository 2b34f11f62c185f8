import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';
import { parseConfig } from '@stemedb/platform/config';
import { REPOSITORY } from './tool';

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly profiles?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly networks: readonly string[];
  readonly ports?: readonly string[];
  readonly read_only?: boolean;
  readonly security_opt?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
}

interface Compose {
  readonly services: Readonly<Record<'api' | 'postgres' | 'redis', Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** The keys of the Compose Specification that the file may use: a misspelt one would be a setting without effect. */
const SERVICE_KEYS =
  'build cap_drop command depends_on environment healthcheck image init logging networks ports profiles read_only restart ' +
  'security_opt shm_size stop_grace_period tmpfs user volumes';
const TOP_KEYS = 'name networks services volumes x-hardened';

const read = (path: string): string => readFileSync(join(REPOSITORY, path), 'utf8');
const compose = load(read('docker-compose.yml'), { schema: CORE_SCHEMA.withTags(mergeTag) }) as Compose;
const services = Object.entries(compose.services);
const dockerfile = read('deploy/docker/Dockerfile').replaceAll('\\\n', ' ');
const lastStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));

/** Fills in `${NAME}`, `${NAME:-default}` and `${NAME:?message}` as Compose does, with the given values. */
function interpolate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, name: string, operator: string | undefined, rest: string) => {
    return values[name] ?? (operator === '-' ? rest : '');
  });
}

describe('docker-compose.yml', () => {
  it('uses only keys that Compose knows', () => {
    const unknown = (part: object, known: string) => Object.keys(part).filter((key) => !known.split(' ').includes(key));
    expect(unknown(compose, TOP_KEYS)).toEqual([]);
    expect(services.flatMap(([, service]) => unknown(service, SERVICE_KEYS))).toEqual([]);
  });

  it.each(services)('runs %s read-only and without a way to gain rights', (_name, service) => {
    expect(service.read_only).toBe(true);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
  });

  it.each(services)('gives %s only networks, volumes and files that exist', (_name, service) => {
    for (const network of service.networks) expect(compose.networks).toHaveProperty(network);
    for (const volume of service.volumes ?? []) {
      const [source = ''] = volume.split(':');
      const known = source.startsWith('./') ? existsSync(join(REPOSITORY, source)) : source in compose.volumes;
      expect([source, known]).toEqual([source, true]);
    }
  });

  it.each(['api', 'postgres'] as const)('holds no secret of %s and refuses to start without one', (name) => {
    const secrets = Object.entries(compose.services[name].environment ?? {}).filter(([setting]) => /PASSWORD|^DATABASE_URL$/.test(setting));
    expect(secrets).not.toEqual([]);
    for (const [, value] of secrets) expect(value).toMatch(/^(\w+:\/\/\w+:)?\$\{\w+:\?[^}]+\}(@[\w:/]+)?$/);
  });

  it('brings a Redis to whoever asks for its profile, reached by the API alone and named by him who starts it', () => {
    const { api, redis } = compose.services;
    expect(Object.keys(compose.services).filter((name) => compose.services[name as 'api'].profiles !== undefined)).toEqual(['redis']);
    expect(redis.profiles).toEqual(['redis']);
    expect(redis.image).toMatch(/^redis:\d+\.\d+-\w+$/);
    expect([redis.ports, redis.volumes, redis.environment]).toEqual([undefined, undefined, undefined]);
    expect(redis.networks.filter((network) => !compose.networks[network]?.internal)).toEqual([]);
    expect(redis.networks.filter((network) => api.networks.includes(network))).not.toEqual([]);
    expect(redis.command?.slice(1)).toEqual(['--save', '', '--appendonly', 'no']);
    expect(redis.healthcheck?.test).toEqual(['CMD', 'redis-cli', 'ping']);
    expect(api.environment?.['REDIS_URL']).toBe('${REDIS_URL:-}');
    expect(Object.keys(api.depends_on ?? {})).not.toContain('redis');
  });

  it('starts the API when PostgreSQL answers over TCP', () => {
    expect(compose.services.api.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    expect(compose.services.postgres.healthcheck?.test).toContain('--host=127.0.0.1');
  });

  it('keeps PostgreSQL out of reach and the API on this machine', () => {
    const { api, postgres } = compose.services;
    expect(postgres.ports).toBeUndefined();
    expect(postgres.networks.filter((network) => !compose.networks[network]?.internal)).toEqual([]);
    expect(api.ports).toEqual(['127.0.0.1:18180:18180']);
  });

  it('gives the API settings that the API accepts', () => {
    const image = Object.fromEntries([...lastStage.matchAll(/\b(STEMEDB_\w+|PORT)=(\S+)/g)].map(([, name, value]) => [name, value]));
    const configOf = (values: Readonly<Record<string, string>>) => {
      const given = Object.entries(compose.services.api.environment ?? {}).map(([name, value]) => [name, interpolate(value, values)]);
      return parseConfig({ ...image, ...(Object.fromEntries(given) as Record<string, string>) });
    };
    const config = configOf({ STEMEDB_DATABASE_PASSWORD: 'secret' });
    expect([config.REDIS_URL, config.TRUSTED_PROXIES]).toEqual([undefined, undefined]);
    const shared = { REDIS_URL: 'redis://redis:6379', TRUSTED_PROXIES: '172.16.0.0/12' };
    expect(configOf({ STEMEDB_DATABASE_PASSWORD: 'secret', ...shared })).toMatchObject(shared);
    expect(config.DATABASE_URL).toBe('postgres://stemedb:secret@postgres:5432/stemedb');
    expect(compose.services.api.volumes).toEqual([`api-data:${config.STEMEDB_DATA_DIR}`]);
    expect(compose.services.api.ports?.[0]).toMatch(new RegExp(`:${config.PORT}$`));
  });

  it('makes a role for the API that is no superuser and obeys row-level security', () => {
    const script = 'deploy/postgres/init.sh';
    expect(() => accessSync(join(REPOSITORY, script), constants.X_OK)).not.toThrow();
    expect(read(script)).toMatch(/CREATE ROLE stemedb LOGIN NOSUPERUSER .*NOBYPASSRLS/);
  });
});

describe('the image of the API', () => {
  it('is the one that Compose builds', () => {
    expect(compose.services.api.build).toEqual({ context: '.', dockerfile: 'deploy/docker/Dockerfile' });
  });

  it('runs as an ordinary user', () => {
    expect([...lastStage.matchAll(/^USER (\w+)$/gm)].map(([, user]) => user)).toEqual(['node']);
  });

  it('is healthy when the API says that it is ready', () => {
    expect(lastStage).toMatch(/^HEALTHCHECK .*\/health\/ready/m);
  });

  it('listens on the port that it exposes', () => {
    expect(lastStage).toMatch(/^EXPOSE 18180$/m);
    expect(lastStage).toMatch(/\bPORT=18180\b/);
  });

  it('copies only what the build context lets through', () => {
    const allowed = read('.dockerignore').match(/(?<=^!).+$/gm);
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) => sources.split(' '));
    expect(copied.filter((source) => !allowed?.includes(source))).toEqual([]);
  });
});
