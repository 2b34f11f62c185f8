import * as fc from 'fast-check';
import { parseQueryString } from './query-string.rules';

const parsed = (text: string) => ({ ...parseQueryString(text) });

describe('a query string', () => {
  it('gives a value by its name', () => {
    expect(parsed('subject=drug%3A%2F%2Fa&predicate=half+life&empty=')).toEqual({ subject: 'drug://a', predicate: 'half life', empty: '' });
    expect(parsed('')).toEqual({});
  });

  it.each([
    ['repeated', 'class=A&class=B'],
    ['with brackets', 'class[]=A&class[]=B'],
    ['with encoded brackets', 'class%5B%5D=A&class%5b%5d=B'],
    ['in both forms', 'class=A&class[]=B'],
    ['in both forms of brackets', 'class[]=A&class%5B%5D=B'],
    ['with brackets first', 'class[]=A&class=B'],
  ])('gives a list %s', (_form, text) => {
    expect(parsed(text)).toEqual({ class: ['A', 'B'] });
  });

  it('makes a list of a single value with brackets, and of none without', () => {
    expect(parsed('class[]=A')).toEqual({ class: ['A'] });
    expect(parsed('class=A')).toEqual({ class: 'A' });
  });

  it('keeps every value of every form', () => {
    const pair = fc.record({ name: fc.constantFrom('a', 'b'), form: fc.constantFrom('', '[]', '%5B%5D', '%5b]'), value: fc.string() });
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 12 }), (pairs) => {
        const text = pairs.map(({ name, form, value }) => `${name}${form}=${encodeURIComponent(value.toWellFormed())}`).join('&');
        const answer = parseQueryString(text);
        for (const name of ['a', 'b']) {
          const values = pairs.filter((one) => one.name === name).map(({ value }) => value.toWellFormed());
          expect([answer[name] ?? []].flat().sort()).toEqual(values.sort());
        }
      }),
    );
  });

  it('does not take an object apart: only an ending in [] makes a list', () => {
    expect(parsed('a[b]=1&a[0]=2&[]a=3')).toEqual({ 'a[b]': '1', 'a[0]': '2', '[]a': '3' });
  });

  it.each(['__proto__', 'constructor', 'toString', '__proto__[]', '%5F_proto__'])('takes %s as an ordinary name', (name) => {
    const answer = parseQueryString(`${name}=polluted&${name}=twice`);
    expect(Object.getPrototypeOf(answer)).toBeNull();
    expect(Object.entries(answer)).toEqual([[decodeURIComponent(name).replace('[]', ''), ['polluted', 'twice']]]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(Object.getPrototypeOf(parseQueryString(text))).toBeNull()));
    expect(parsed('a=%zz&%=b')).toEqual({ a: '%zz', '%': 'b' });
  });
});
