import { StreamBody } from './stream-body';

const frame = (text: string, bytes = 20_000): Buffer => Buffer.from(text.repeat(bytes));

async function taken(body: StreamBody): Promise<string> {
  let text = '';
  for await (const chunk of body) text += String(chunk);
  return text;
}

describe('the body of a stream', () => {
  it('passes frames on in their order, and ends with the last one', async () => {
    const body = new StreamBody();
    body.send(Buffer.from('a'));
    const text = taken(body);
    await body.drained();
    body.send(Buffer.from('b'));
    await body.drained();
    body.finish(Buffer.from('c'), 1_000);
    expect(await text).toBe('abc');
    expect(body.pendingBytes).toBe(0);
  });

  it('knows what waits for a client that takes nothing, drops it at the end, and breaks no frame', async () => {
    const body = new StreamBody();
    body.read(0);
    for (const text of ['a', 'b', 'c']) body.send(frame(text));
    expect([body.pendingBytes, body.takenBytes]).toEqual([60_000, 0]);
    body.finish(Buffer.from('end'), 1_000);
    body.send(frame('d'));
    expect(await taken(body)).toBe(`${'a'.repeat(20_000)}end`);
  });

  it('is drained when its client is gone', async () => {
    const body = new StreamBody();
    for (const text of ['a', 'b', 'c']) body.send(frame(text));
    const drained = body.drained();
    body.destroy();
    await expect(drained).resolves.toBeUndefined();
  });
});
