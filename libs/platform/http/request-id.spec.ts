import * as fc from 'fast-check';
import { requestIdOf } from './request-id';

const made = () => 'made';

describe('a request id', () => {
  it.each(['a', '4f9f0a52-7d5e-4f0e-9a57-2f1f3c1f4f55', 'Trace:1.2_3', 'x'.repeat(128)])(
    "is the caller's own where it is acceptable: %s",
    (id) => {
      expect(requestIdOf(id, made)).toBe(id);
    },
  );

  it.each(['', 'x'.repeat(129), 'a b', 'a\nb', 'a\r\nset-cookie: b', 'é', 'a"b', 'a,b', '<script>', '\u001b[31m'])(
    'is made anew for %j',
    (id) => {
      expect(requestIdOf(id, made)).toBe('made');
    },
  );

  it('is made anew where none or several were sent', () => {
    expect(requestIdOf(undefined, made)).toBe('made');
    expect(requestIdOf(['a', 'b'], made)).toBe('made');
  });

  it('is a UUID of its own for each request where nobody names another', () => {
    const ids = Array.from({ length: 100 }, () => requestIdOf(undefined));
    expect(new Set(ids).size).toBe(100);
    expect(ids.filter((id) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))).toEqual([]);
  });

  it('can forge neither a header nor a log line', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (id) => expect(requestIdOf(id, made)).toMatch(/^[\w.:-]{1,128}$/)));
  });
});
