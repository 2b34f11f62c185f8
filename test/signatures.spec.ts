import { startTestApp, type TestApp } from './support/test-app';
import { signClaim } from './support/signing';
describe('x', () => {
  let app: TestApp;
  beforeAll(async () => { app = await startTestApp(); });
  afterAll(() => app.close());
  it('writes', async () => {
    const { body, hash } = signClaim();
    const a = await app.call('POST', '/v1/assert', { body });
    expect(a.body).toEqual({ hash });
  });
  it('doc', async () => {
    const a = await app.call('GET', '/openapi.json');
    require('fs').writeFileSync('/tmp/oa-e2e.json', a.text);
  });
});
