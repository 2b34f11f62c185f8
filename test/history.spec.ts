import { TrustRegister } from '@stemedb/knowledge/agents';
import * as fc from 'fast-check';
import { happening, History } from './support/history';
import { startTestApp, type TestApp } from './support/server';

/** Random histories: whatever happens afterwards, an answer as of its moment stays the same bytes. */

describe('a random history', () => {
  let server: TestApp;
  let count = 0;
  beforeAll(async () => {
    server = await startTestApp();
  });
  afterAll(() => server.close());

  it('gives every answer again, byte for byte, as of its moment, whatever happened afterwards', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 30, maxLength: 90, size: 'max' }), async (happenings) => {
        const trust = server.app.get(TrustRegister);
        const history = new History({ urls: [server.url], key: server.adminKey, namespace: `history-${count++}`, trust });
        for (const one of happenings) await history.happen(one);
        for (const one of history.remembered) expect(await history.again(one)).toEqual([one.text]);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });
});
