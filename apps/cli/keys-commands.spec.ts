import { BuiltCli } from './testing/built-cli';
import { FakeServer, problem } from './testing/fake-server';

const ID = '5f0c2a3e-0d5b-4b7e-9a63-1c1f5a1d2b3c';
const SECRET = `steme_live_${'ab'.repeat(24)}`;
const VIEW = {
  id: ID,
  namespace: 'default',
  name: 'nightly\u001b[31m',
  role: 'write_agent',
  prefix: 'steme_live_abababab',
  state: 'active',
  agent_ids: [],
  allowed_networks: ['10.0.0.0/8'],
  rate_class: 'standard',
  quota_tokens_per_hour: null,
  created_at: '2026-01-01T00:00:00.000000Z',
  expires_at: null,
  disabled_at: null,
  revoked_at: null,
  grace_until: null,
  replaced_by: null,
  last_used_at: '2026-01-02T03:04:05.000000Z',
};
const GRACE = '2026-01-03T00:00:00.000000Z';

// Every step is a process of its own.
jest.setTimeout(30_000);

describe('stemedb keys', () => {
  let cli: BuiltCli;
  let server: FakeServer;
  const keys = (...args: string[]) => cli.run(['keys', ...args, '--url', server.url, '--api-key', SECRET]);
  const asked = () => {
    const [request] = server.requests;
    return { method: request?.method, path: request?.path, body: request?.body ? (JSON.parse(request.body) as unknown) : undefined };
  };

  beforeAll(async () => {
    cli = await BuiltCli.build();
  });
  beforeEach(async () => {
    server = await FakeServer.start(() => ({ status: 200, body: VIEW }));
  });
  afterEach(() => server.close());
  afterAll(() => cli.remove());

  it('prints a new key alone on standard output, and what else there is to know beside it', async () => {
    server.handler = () => ({ status: 201, body: { ...VIEW, key: SECRET } });
    const { code, stdout, stderr } = await keys('create', 'nightly', '--role', 'write_agent');
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${SECRET}\n` });
    expect(stderr).toContain(ID);
    expect(asked()).toEqual({ method: 'POST', path: '/v1/admin/api_keys', body: { name: 'nightly', role: 'write_agent' } });
  });

  it('passes every setting on, and the name of the request', async () => {
    server.handler = () => ({ status: 201, body: { ...VIEW, key: SECRET } });
    const lists = ['--agent', 'ab'.repeat(32), '--network', '10.0.0.0/8', '--network', '::1'];
    await keys('create', 'a', '--role', 'admin', '--everywhere', ...lists, '--rate-class', 'bulk', '--quota', '5', '--expires', '2027-01-01', '--idempotency-key', 'one');
    expect(asked().body).toEqual({
      name: 'a',
      role: 'admin',
      namespace: '*',
      agent_ids: ['ab'.repeat(32)],
      allowed_networks: ['10.0.0.0/8', '::1'],
      rate_class: 'bulk',
      quota_tokens_per_hour: 5,
      expires_at: '2027-01-01T00:00:00Z',
    });
    expect(server.requests[0]?.headers['idempotency-key']).toBe('one');
  });

  it('changes what is named, and takes limits back by word', async () => {
    await keys('update', ID, '--name', 'b', '--agent', 'any', '--network', 'any', '--quota', 'default', '--expires', 'never', '--disable');
    expect(asked()).toEqual({
      method: 'PATCH',
      path: `/v1/admin/api_keys/${ID}`,
      body: { name: 'b', disabled: true, agent_ids: [], allowed_networks: [], quota_tokens_per_hour: null, expires_at: null },
    });
  });

  it('takes a key back into use', async () => {
    await keys('update', ID, '--enable');
    expect(asked().body).toEqual({ disabled: false });
  });

  it('shows a key line by line, nobody steering the terminal by its name', async () => {
    const { code, stdout } = await keys('show', ID);
    expect(code).toBe(0);
    expect(stdout).toContain('State        active');
    expect(stdout).toContain('Networks     10.0.0.0/8');
    expect(stdout).toContain('Expires      never');
    expect(stdout).not.toContain('\u001b');
    expect(asked()).toMatchObject({ method: 'GET', path: `/v1/admin/api_keys/${ID}` });
  });

  it('revokes a key, and shows what it is now', async () => {
    server.handler = () => ({ status: 200, body: { ...VIEW, state: 'revoked', revoked_at: GRACE } });
    const { code, stdout } = await keys('revoke', ID);
    expect([code, asked().method]).toEqual([0, 'DELETE']);
    expect(stdout).toContain(`Revoked      ${GRACE}`);
  });

  it('rotates a key, and says how long the old one works', async () => {
    server.handler = () => ({ status: 201, body: { ...VIEW, key: SECRET, replaces: { ...VIEW, state: 'in_grace', grace_until: GRACE } } });
    const { stdout, stderr } = await keys('rotate', ID, '--grace', '60');
    expect(stdout).toBe(`${SECRET}\n`);
    expect(stderr).toContain(`The old key works until ${GRACE}`);
    expect(asked()).toEqual({ method: 'POST', path: '/v1/admin/api_keys/rotate', body: { id: ID, grace_seconds: 60 } });
  });

  it('lists keys as a table, and says how to go on', async () => {
    server.handler = () => ({ status: 200, body: { items: [VIEW], next_cursor: 'more' } });
    const { code, stdout, stderr } = await keys('list', '--role', 'admin', '--limit', '1', '--namespace', 'red');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ID +NAME +ROLE +NAMESPACE +STATE +KEY +LAST USED\n/);
    expect(stdout).toMatch(new RegExp(`${ID} .* write_agent +default +active +steme_live_abababab… +2026-01-02 03:04\n$`));
    expect(stderr).toContain('--cursor more');
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({ namespace: 'red', role: 'admin', limit: '1' });
  });

  it('says so where there is none', async () => {
    server.handler = () => ({ status: 200, body: { items: [], next_cursor: null } });
    expect(await keys('list', '--everywhere')).toMatchObject({ code: 0, stdout: '' });
    expect(server.requests[0]?.query.get('namespace')).toBe('*');
  });

  it.each([
    ['show', { ...VIEW, added: 1 }, ['show', ID]],
    ['list', { items: [], next_cursor: null, added: 1 }, ['list']],
    ['create', { ...VIEW, key: SECRET, added: 1 }, ['create', 'a', '--role', 'admin']],
  ])('prints the very text of the server for programs: %s', async (_command, body, args) => {
    server.handler = () => ({ status: 200, body });
    expect(await keys(...args, '--json')).toEqual({ code: 0, stdout: `${JSON.stringify(body)}\n`, stderr: '' });
  });

  it('ends with 1 and the reason where the server refuses, and where it is another server', async () => {
    server.handler = () => problem(409, 'last_admin_key', 'Nobody could administer');
    const { code, stdout, stderr } = await keys('revoke', ID);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Nobody could administer');
    server.handler = () => ({ status: 200, body: {} });
    for (const args of [['show', ID], ['list'], ['rotate', ID]]) expect(await keys(...args)).toMatchObject({ code: 1, stdout: '' });
  });

  it.each([
    ['no role', ['create', 'a']],
    ['a role that does not exist', ['create', 'a', '--role', 'root']],
    ['no id', ['revoke']],
    ['both at once', ['update', ID, '--disable', '--enable']],
    ['no command', []],
  ])('ends with 2 and asks nothing with %s', async (_what, args) => {
    const { code, stdout } = await keys(...args);
    expect([code, stdout, server.requests]).toEqual([2, '', []]);
  });
});
