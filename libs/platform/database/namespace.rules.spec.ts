import * as fc from 'fast-check';
import { DEFAULT_NAMESPACE, EVERY_NAMESPACE, isNamespace } from './namespace.rules';

describe('a namespace', () => {
  it.each(['a', 'default', '0', '-', 'team-1', 'a'.repeat(64)])('is %s', (text) => {
    expect(isNamespace(text)).toBe(true);
  });

  it.each(['', 'A', 'a'.repeat(65), 'a b', 'a_b', 'a.b', 'é', 'a\n', '\na', "a'", 'а', EVERY_NAMESPACE])('is not %j', (text) => {
    expect(isNamespace(text)).toBe(false);
  });

  it('has a default that is one', () => {
    expect(isNamespace(DEFAULT_NAMESPACE)).toBe(true);
  });

  it('never needs quoting in SQL', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }).filter(isNamespace), (text) => expect(text).toMatch(/^[a-z0-9-]+$/)));
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9'"\\;*-]{1,70}$/), (text) => expect(isNamespace(text)).toBe(/^[a-z0-9-]{1,64}$/.test(text))),
    );
  });
});
