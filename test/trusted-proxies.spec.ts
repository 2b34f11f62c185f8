import { type Answer, call } from './support/call';
import { expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

const ELSEWHERE = '203.0.113.9';

describe('the address of a client', () => {
  const started: TestApp[] = [];
  const start = async (proxies?: string): Promise<TestApp> => {
    const server = await startTestApp({ environment: proxies === undefined ? {} : { TRUSTED_PROXIES: proxies } });
    started.push(server);
    return server;
  };
  afterEach(async () => {
    for (const server of started.splice(0)) await server.close();
  });

  const keyFor = async (server: TestApp, network: string): Promise<string> => {
    const body = { name: 'walled', role: 'read_only', allowed_networks: [network] };
    const { key } = (await call(server.url, 'POST', '/v1/admin/api_keys', { key: server.adminKey, body })).body;
    return String(key);
  };
  const ask = (server: TestApp, key: string, forwardedFor?: string): Promise<Answer> =>
    call(server.url, 'GET', '/v1/sources', { key, headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor } });
  const addressesOf = (server: TestApp): unknown[] =>
    server
      .logged()
      .split('\n')
      .filter((line) => line.includes('"msg":"request"') && line.includes('"path":"/v1/sources"'))
      .map((line) => (JSON.parse(line) as { address?: unknown }).address);

  it('behind a trusted proxy is the rightmost one that is not of a trusted proxy', async () => {
    const server = await start('127.0.0.0/8,198.51.100.0/24');
    const key = await keyFor(server, '203.0.113.0/24');
    const allowed = [ELSEWHERE, `192.0.2.1, ${ELSEWHERE}`, `${ELSEWHERE}, 198.51.100.7`, `::1,${ELSEWHERE},198.51.100.7, 198.51.100.8`];
    for (const header of allowed) expect([header, (await ask(server, key, header)).status]).toEqual([header, 200]);
    const refused = [undefined, '', `${ELSEWHERE}, 192.0.2.1`, `${ELSEWHERE}, 192.0.2.1, 198.51.100.7`, `${ELSEWHERE}, nonsense`, '198.51.100.7'];
    for (const header of refused) expectProblem(await ask(server, key, header), 401, 'unauthenticated');
    expect(addressesOf(server).slice(0, 8)).toEqual([ELSEWHERE, ELSEWHERE, ELSEWHERE, ELSEWHERE, '127.0.0.1', '127.0.0.1', '192.0.2.1', '192.0.2.1']);
  });

  it.each([
    ['no proxy is trusted', undefined],
    ['it is not one of the trusted proxies', '198.51.100.0/24,2001:db8::/32'],
  ])('is that of its connection where %s', async (_where, proxies) => {
    const server = await start(proxies);
    const [near, far] = [await keyFor(server, '127.0.0.0/8'), await keyFor(server, '203.0.113.0/24')];
    for (const header of [ELSEWHERE, `${ELSEWHERE}, 198.51.100.7`]) {
      expectProblem(await ask(server, far, header), 401, 'unauthenticated');
      expect((await ask(server, near, header)).status).toBe(200);
    }
    expect(new Set(addressesOf(server))).toEqual(new Set(['127.0.0.1']));
  });

  it('takes a proxy that connects over IPv6 for the IPv4 address that it is', async () => {
    const server = await start('::ffff:7f00:0/104,127.0.0.0/8');
    expect((await ask(server, await keyFor(server, '203.0.113.0/24'), ELSEWHERE)).status).toBe(200);
  });

  it.each(['10.0.0.0/33', 'nginx', '0.0.0.0/0'])('is not found out by a wrong setting: %s stops the start, which names it', async (proxies) => {
    await expect(start(proxies)).rejects.toThrow('TRUSTED_PROXIES: expected ');
  });
});
