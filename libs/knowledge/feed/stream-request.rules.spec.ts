import { isStreamWanted, refusePaging } from './stream-request.rules';

describe('a request for the feed', () => {
  it.each([
    ['GET', 'text/event-stream', true],
    ['GET', 'application/json;q=0.5, Text/Event-Stream;q=1', true],
    ['GET', 'application/json', false],
    ['GET', 'text/event-stream-2', false],
    ['GET', '*/*', false],
    ['GET', undefined, false],
    ['HEAD', 'text/event-stream', false],
  ])('%s that accepts %s is a stream: %s', (method, accept, expected) => {
    expect(isStreamWanted({ method, headers: { accept } })).toBe(expected);
  });

  it.each(['cursor', 'as_of'])('is refused as a stream with %s', (path) => {
    expect(() => refusePaging({ limit: 50, [path]: 'any' })).toThrow(expect.objectContaining({ options: { errors: [{ path, message: expect.any(String) }] } }));
  });

  it('may be a stream from a place on', () => {
    expect(() => refusePaging({ limit: 50, after: 'beginning' })).not.toThrow();
  });
});
