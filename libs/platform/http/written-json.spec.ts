import * as fc from 'fast-check';
import { jsonOf, jsonWith, noteJson } from './written-json';

const members = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>);

describe('a JSON text that was written before', () => {
  it('is what the object is sent as', () => {
    const answer = noteJson({ a: 1 }, '{"a":1,"b":2}');
    expect(jsonOf(answer)).toBe('{"a":1,"b":2}');
    expect(jsonOf({ ...answer })).toBe('{"a":1}');
  });

  it.each([[null, 'null'], ['x', '"x"'], [[1], '[1]']])('is not asked for where the body is %p', (value, text) => {
    expect(jsonOf(value)).toBe(text);
  });

  it('takes further members as if all had been written together', () => {
    fc.assert(
      fc.property(members, members, (own, further) => {
        const text = jsonWith(JSON.stringify(own), further);
        const names = Object.keys(own).filter((name) => name in further);
        expect(JSON.parse(text)).toEqual({ ...own, ...further });
        if (names.length === 0) expect(Object.keys(JSON.parse(text) as object)).toEqual(Object.keys({ ...own, ...further }));
      }),
    );
  });
});
