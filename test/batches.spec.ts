import { type Answer, call, type Json } from './support/call';
import { addressOf, agent, ALICE, BOB, claimOf, signClaim } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

let server: TestApp;
let subjects = 0;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const newClaim = () => claimOf({ subject: `test://batch/${(subjects += 1)}` });
const send = (raw: string, type = 'application/json') =>
  call(server.url, 'POST', '/v1/assert/batch', { key: server.adminKey, raw, headers: { 'content-type': type } });
const ndjson = (lines: readonly string[], end = '\n') => send(lines.join(end), 'application/x-ndjson');
const results = ({ body }: Answer): Json[] => [...(body['results'] ?? [])];
const fates = (answer: Answer) => results(answer).map((result) => String(result['error']?.['code'] ?? result['status']));

/** Items of every fate, and how each is called. */
function itemsOfEveryFate(): [string, string][] {
  const claim = newClaim();
  const signed = signClaim(claim);
  return [
    [JSON.stringify(signed), 'created'],
    [JSON.stringify(signed), 'duplicate'],
    [JSON.stringify(signClaim(claim, BOB)), 'cosigned'],
    [JSON.stringify({ ...signed, confidence: 0.123 }), 'signature_invalid'],
    [JSON.stringify({ ...signed, colour: 'red' }), 'validation_failed'],
    [JSON.stringify(signClaim(newClaim(), ALICE, Math.floor(Date.now() / 1_000) + 3_600)), 'timestamp_in_future'],
    ['null', 'validation_failed'],
    ['[]', 'validation_failed'],
    ['"text"', 'validation_failed'],
    ['1e400', 'validation_failed'],
    [JSON.stringify(signClaim(newClaim())), 'created'],
  ];
}

describe.each(['JSON', 'NDJSON'])('a batch as %s', (form) => {
  const sendItems = (items: readonly string[]) => (form === 'JSON' ? send(`[${items.join(',')}]`) : ndjson(items));

  it('answers 207 with the fate of each item, in their order, and a summary that adds up', async () => {
    const items = itemsOfEveryFate();
    const answer = await sendItems(items.map(([text]) => text));
    expect(answer.status).toBe(207);
    expect(fates(answer)).toEqual(items.map(([, fate]) => fate));
    expect(results(answer).map((result) => Number(result['index']))).toEqual(items.map((_item, index) => index));
    expect(answer.body['summary']).toEqual({ created: 2, cosigned: 1, duplicate: 1, quarantined: 0, failed: 7 });
  });

  it('says of a failed item what the claim alone would have been told', async () => {
    const [claim] = [signClaim(newClaim())];
    for (const body of [{ ...claim, confidence: 2, colour: 1 }, { ...claim, confidence: 0.4 }]) {
      const alone = await call(server.url, 'POST', '/v1/assert', { key: server.adminKey, body });
      const [item] = results(await sendItems([JSON.stringify(body)]));
      const { code, status, detail, errors } = alone.body as unknown as Record<string, unknown>;
      expect(item).toEqual({ index: 0, status: 'failed', error: { code, status, detail, errors } });
    }
  });

  it('keeps its order through a thousand items, every seventh of them bad', async () => {
    const claims = Array.from({ length: 1_000 }, newClaim);
    const items = claims.map((claim, index) => (index % 7 === 0 ? { ...signClaim(claim), subject: '' } : signClaim(claim, agent((index % 5) + 1))));
    const answer = await sendItems(items.map((item) => JSON.stringify(item)));
    expect(answer.body['summary']).toEqual({ created: 857, cosigned: 0, duplicate: 0, quarantined: 0, failed: 143 });
    expect(results(answer).map((result) => result['hash'] ?? result['error']?.['errors']?.[0]?.['path'])).toEqual(
      claims.map((claim, index) => (index % 7 === 0 ? 'subject' : addressOf(claim))),
    );
  });

  it('may be larger than one claim may be', async () => {
    const narrative = 'n'.repeat(10_000);
    const items = Array.from({ length: 250 }, () => JSON.stringify(signClaim({ ...newClaim(), narrative })));
    expect((await sendItems(items)).body['summary']).toMatchObject({ created: 250, failed: 0 });
  });

  it('is refused as a whole when it is empty or has 1,001 items, and then writes nothing', async () => {
    const claim = newClaim();
    const empty = await sendItems([]);
    expectProblem(empty, 400, 'validation_failed');
    expect(badFields(empty)).toEqual(['']);
    expectProblem(await sendItems(Array.from({ length: 1_001 }, () => JSON.stringify(signClaim(claim)))), 413, 'batch_too_large');
    expect((await call(server.url, 'GET', `/v1/assertions/${addressOf(claim)}`, { key: server.adminKey })).status).toBe(404);
  });

  it('is written by many at once without a loss', async () => {
    const shared = Array.from({ length: 50 }, newClaim);
    const batches = Array.from({ length: 8 }, (_unused, writer) => [...shared, ...Array.from({ length: 50 }, newClaim)].map((claim) => signClaim(claim, agent(writer + 1))));
    const answers = await Promise.all(batches.map((batch) => sendItems(batch.map((item) => JSON.stringify(item)))));
    const totals = answers.flatMap(fates).reduce<Record<string, number>>((sum, fate) => ({ ...sum, [fate]: (sum[fate] ?? 0) + 1 }), {});
    expect(totals).toEqual({ created: 450, cosigned: 350 });
  });
});

describe('NDJSON', () => {
  it('takes CRLF, blank and indented lines, and an end without a line feed', async () => {
    const lines = [newClaim(), newClaim(), newClaim()].map((claim) => JSON.stringify(signClaim(claim)));
    const answer = await ndjson(['', lines[0]!, '   ', '\t', `  ${lines[1]!}  `, '', lines[2]!], '\r\n');
    expect(fates(answer)).toEqual(['created', 'created', 'created']);
    expect(results(answer).map((result) => Number(result['index']))).toEqual([0, 1, 2]);
  });

  it.each(['{"subject":', '{} {}', 'subject', "{'a':1}", '{"a":NaN}'])('fails the malformed line %j alone', async (line) => {
    const answer = await ndjson([JSON.stringify(signClaim(newClaim())), line, JSON.stringify(signClaim(newClaim()))]);
    expect(fates(answer)).toEqual(['created', 'malformed_json', 'created']);
  });

  it('takes its content type with parameters and in any case, and no other for its own', async () => {
    const line = JSON.stringify(signClaim(newClaim()));
    for (const type of ['application/x-ndjson; charset=utf-8', 'Application/X-NDJSON']) expect((await send(line, type)).status).toBe(207);
    expectProblem(await send(`${line}\n${line}`, 'application/json'), 400, 'malformed_json');
    expectProblem(await send(line, 'text/plain'), 415, 'unsupported_media_type');
  });
});

describe('a batch as JSON', () => {
  it.each(['{}', 'null', '"text"', '1', 'true'])('is refused as a whole when it is %s', async (raw) => {
    const answer = await send(raw);
    expectProblem(answer, 400, 'validation_failed');
    expect(badFields(answer)).toEqual(['']);
  });
});
