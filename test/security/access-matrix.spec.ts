import { keyPrefix, type Role } from '@stemedb/access/api-keys';
import { withClient } from '@stemedb/platform/database';
import { type Answer, call, type Json } from '../support/call';
import { startTestApp, type TestApp } from '../support/server';

interface Operation {
  readonly method: string;
  /** As the API document writes it. */
  readonly template: string;
}

interface CallerCase {
  readonly key: string | undefined;
  readonly namespace?: string;
  /** What every operation answers to him, or the role that he has. */
  readonly expected: readonly [number, string] | Role;
}

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const REFUSALS = new Set([401, 403]);
const ROLES: readonly Role[] = ['read_only', 'write_agent', 'admin'];

/** Where a key of lesser role may not even look. */
const ADMIN_ONLY = /^\/v1\/(audit|admin\/|gold_standard|source\/\{hash\}\/status$|aphoria\/policy\/(bless|import))/;

/** Operations that only look, though they are asked with a body. */
const READS: readonly string[] = [];

const UNAUTHENTICATED = [401, 'unauthenticated'] as const;
const AT_ONCE = 8;

/** Every operation below /v1 of the API document, and HEAD where there is GET, so that a new route cannot be forgotten. */
function operationsOf(document: Json): Operation[] {
  return Object.entries(document['paths'] as object)
    .filter(([template]) => template.startsWith('/v1/'))
    .flatMap(([template, item]) => {
      const methods = Object.keys(item as object).map((method) => method.toUpperCase());
      return [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].map((method) => ({ method, template }));
    });
}

function neededRole({ method, template }: Operation): Role {
  if (ADMIN_ONLY.test(template)) return 'admin';
  return WRITES.has(method) && !READS.includes(template) ? 'write_agent' : 'read_only';
}

const nameOf = ({ method, template }: Operation): string => `${method} ${template}`;

describe('the access matrix', () => {
  let server: TestApp;
  let operations: Operation[];
  let callers: Record<string, CallerCase>;

  const withColumns = async (key: string, assignments: string): Promise<string> => {
    await withClient(server.superuserUrl, (client) => client.query(`UPDATE api_key SET ${assignments} WHERE prefix = $1`, [keyPrefix(key)]));
    return key;
  };

  /** Keys that nobody may use, each of an administrator, and keys that somebody may use. */
  const callersOf = async (): Promise<Record<string, CallerCase>> => {
    const past = new Date(Date.now() - 1_000);
    const admin = () => server.createKey({ role: 'admin' });
    const valid = await admin();
    const refused = {
      'no key': undefined,
      'no key at all': '',
      'a malformed key': 'secret',
      'an unknown key': `steme_live_${'0'.repeat(48)}`,
      'a key of the same prefix': `${valid.slice(0, 30)}${valid.slice(30).replace(/./g, (digit) => (digit === '0' ? '1' : '0'))}`,
      'an expired key': await server.createKey({ role: 'admin', expiresAt: past }),
      'a disabled key': await server.createKey({ role: 'admin', disabledAt: past }),
      'a revoked key': await server.createKey({ role: 'admin', revokedAt: past }),
      'a replaced key whose grace is over': await withColumns(await admin(), `replaced_by = gen_random_uuid(), grace_until = now() - interval '1 second'`),
      'a key of another network': await withColumns(await admin(), `allowed_networks = '{203.0.113.0/24,2001:db8::/32}'`),
    };
    const foreign = { key: await server.createKey({ role: 'admin', namespace: 'blue' }), namespace: 'default', expected: [403, 'namespace_forbidden'] as const };
    return {
      ...Object.fromEntries(Object.entries(refused).map(([name, key]) => [name, { key, expected: UNAUTHENTICATED }])),
      'a key of another namespace': foreign,
      'a key of every namespace that names none': { key: server.adminKey, namespace: 'No Namespace', expected: [400, 'validation_failed'] },
      'a reader': { key: await server.createKey({ role: 'read_only' }), expected: 'read_only' },
      'a writer': { key: await server.createKey({ role: 'write_agent' }), expected: 'write_agent' },
      'an administrator of the namespace': { key: valid, expected: 'admin' },
      'an administrator of every namespace': { key: server.adminKey, namespace: 'blue', expected: 'admin' },
      'a reader within his network': { key: await withColumns(await server.createKey({ role: 'read_only' }), `allowed_networks = '{127.0.0.0/8,::1/128}'`), expected: 'read_only' },
    };
  };

  beforeAll(async () => {
    server = await startTestApp();
    operations = operationsOf((await call(server.url, 'GET', '/openapi.json')).body);
    callers = await callersOf();
  });
  afterAll(() => server.close());

  const ask = ({ method, template }: Operation, { key, namespace }: CallerCase): Promise<Answer> =>
    call(server.url, method, template.replace(/\{\w+\}/g, 'ab'.repeat(32)), {
      headers: { ...(key === undefined ? {} : { 'x-api-key': key }), ...(namespace === undefined ? {} : { 'x-namespace': namespace }) },
      ...(WRITES.has(method) ? { body: {} } : {}),
    });

  /** HEAD has no body to say the code in. */
  const refusalOf = ({ method }: Operation, answer: Answer): string =>
    method === 'HEAD' || answer.text === '' ? String(answer.status) : `${answer.status} ${String(answer.body['code'])}`;

  const isRole = (expected: CallerCase['expected']): expected is Role => typeof expected === 'string';

  const includes = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

  const wanted = (operation: Operation, { expected }: CallerCase): string => {
    const allowed = isRole(expected) && includes(expected, neededRole(operation));
    if (allowed) return 'let in';
    const [status, code] = isRole(expected) ? [403, 'role_too_low'] : expected;
    return operation.method === 'HEAD' ? String(status) : `${status} ${code}`;
  };

  const cell = async (operation: Operation, name: string, caller: CallerCase): Promise<readonly [string, string, string]> => {
    const answer = await ask(operation, caller);
    const refused = REFUSALS.has(answer.status) || !isRole(caller.expected);
    if (answer.status === 401) expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="stemedb"');
    return [nameOf(operation), name, refused ? refusalOf(operation, answer) : 'let in'];
  };

  it('says of every operation and every caller whether he is let in', async () => {
    const cells = operations.flatMap((operation) => Object.entries(callers).map(([name, caller]) => ({ operation, name, caller })));
    const wrong: string[][] = [];
    for (let start = 0; start < cells.length; start += AT_ONCE) {
      const answers = await Promise.all(cells.slice(start, start + AT_ONCE).map(({ operation, name, caller }) => cell(operation, name, caller)));
      answers.forEach(([operation, name, got], index) => {
        const { operation: asked, caller } = cells[start + index] as (typeof cells)[number];
        const expected = wanted(asked, caller);
        if (got !== expected) wrong.push([operation, name, got, `instead of ${expected}`]);
      });
    }
    process.stdout.write(`access matrix: ${operations.length} operations x ${Object.keys(callers).length} callers = ${cells.length} cells\n`);
    expect(wrong).toEqual([]);
  });

  it('is about all of the API, and knows of every role something that it alone may do', () => {
    expect(operations.length).toBeGreaterThan(50);
    expect(Object.keys(callers)).toHaveLength(17);
    expect(new Set(operations.map(neededRole))).toEqual(new Set(ROLES));
  });

  it('of a path that is no route tells nobody whether he would have been let in', async () => {
    for (const { key } of Object.values(callers)) {
      const answer = await call(server.url, 'GET', '/v1/admin/nothing', key ? { key } : {});
      expect([answer.status, answer.body['code']]).toEqual([404, 'route_not_found']);
    }
  });
});
