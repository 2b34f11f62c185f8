import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withClient } from '@stemedb/platform/database';
import { call } from '../support/call';
import { claimOf, signClaim } from '../support/claims';
import { startTestApp, type TestApp } from '../support/server';

const SOURCES = join(__dirname, '..', '..', 'libs', 'access', 'api-keys');

describe('a secret', () => {
  let server: TestApp;
  beforeAll(async () => {
    server = await startTestApp({ environment: { LOG_LEVEL: 'trace' } });
  });
  afterAll(() => server.close());

  it('stands in no answer, no log and no metric, however it was sent', async () => {
    const writer = await server.createKey();
    const wrong = `steme_live_${'7'.repeat(48)}`;
    const answers = [];
    for (const key of [server.adminKey, writer, wrong, `${writer}x`]) {
      const secret = { key, headers: { authorization: `Bearer ${key}` } };
      answers.push(
        await call(server.url, 'GET', '/v1/query', secret),
        await call(server.url, 'GET', `/v1/query?subject=a&lens=${key}`, secret),
        await call(server.url, 'GET', '/v1/admin/nothing', secret),
        await call(server.url, 'POST', '/v1/assert', { ...secret, body: signClaim(claimOf()) }),
        await call(server.url, 'POST', '/v1/assert', { ...secret, raw: `{"key":"${key}"` }),
        await call(server.url, 'POST', '/v1/assert', { ...secret, body: { subject: [key] } }),
        await call(server.url, 'GET', '/v1/audit', secret),
      );
    }
    const { text: metrics } = await call(server.url, 'GET', '/metrics');
    const written = [server.logged(), metrics, ...answers.map(({ text, headers }) => text + JSON.stringify([...headers]))].join('\n');
    for (const key of [server.adminKey, writer, wrong]) expect(written).not.toContain(key);
    const password = new URL(server.databaseUrl).password;
    if (password !== '') expect(written).not.toContain(password);
  });

  it('is stored as its hash alone', async () => {
    const key = await server.createKey();
    const tables = await withClient(server.superuserUrl, async (client) => {
      const { rows } = await client.query<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'");
      const texts = [];
      for (const { name } of rows) texts.push((await client.query<{ text: string | null }>(`SELECT string_agg(t::text, ' ') AS text FROM "${name}" t`)).rows[0]?.text ?? '');
      return texts.join('\n');
    });
    for (const secret of [key, server.adminKey]) expect(tables).not.toContain(secret.slice('steme_live_'.length + 8));
  });

  it('is compared in constant time', () => {
    const rules = readFileSync(join(SOURCES, 'api-key.rules.ts'), 'utf8');
    expect(rules).toContain('timingSafeEqual(');
    const sources = ['api-key.rules.ts', 'api-key.service.ts', 'authentication.ts'].map((file) => readFileSync(join(SOURCES, file), 'utf8')).join('\n');
    expect(sources).not.toMatch(/secretHash\s*={2,3}|={2,3}\s*\w*\.?secretHash|\bhash\s*={2,3}/);
  });

  it('of a wrong key is answered like that of a key that never was', async () => {
    const key = await server.createKey();
    const ask = async (presented: string) => {
      const { status, body, headers } = await call(server.url, 'GET', '/v1/query', { key: presented, headers: { 'x-request-id': 'same' } });
      return [status, body, headers.get('www-authenticate')];
    };
    const almost = `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`;
    expect(await ask(almost)).toEqual(await ask(`steme_test_${'0'.repeat(48)}`));
  });
});
