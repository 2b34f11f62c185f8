import * as fc from 'fast-check';
import { limitOf, parseRateClasses, routeClassOf } from './rate-limit.rules';

describe('the class of a route', () => {
  it.each([
    ['GET', '/v1/query', 'reads'],
    ['HEAD', '/v1/source/:hash', 'reads'],
    ['POST', '/v1/assert', 'writes'],
    ['DELETE', '/v1/concepts/alias', 'writes'],
    ['POST', '/v1/assert/batch', 'batches'],
    ['GET', '/v1/admin/api_keys', 'admin'],
    ['PUT', '/v1/admin/agents/:agent_id/quota', 'admin'],
    ['GET', '/v1/administrators', 'reads'],
  ])('of %s %s is %s', (method, route, expected) => {
    expect(routeClassOf(method, route)).toBe(expected);
  });
});

describe('the limit of a key', () => {
  const factors = parseRateClasses('standard=1,bulk=10,slow=0.01,free=0');

  it.each([
    ['standard', 100],
    [undefined, 100],
    ['bulk', 1_000],
    ['slow', 1],
    ['free', 0],
    ['unheard of', 100],
  ])('of class %s is its multiple of the setting', (rateClass, expected) => {
    expect(limitOf(100, rateClass, factors)).toBe(expected);
  });

  it('of a class without a factor follows the standard class', () => {
    expect(limitOf(100, 'other', parseRateClasses('standard=3'))).toBe(300);
    expect(limitOf(100, undefined, parseRateClasses('bulk=3'))).toBe(100);
  });

  it('is none only where the setting or the factor is 0: a small share is still one request', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.double({ min: 0, max: 100, noNaN: true }), (base, factor) => {
        expect(limitOf(base, 'x', new Map([['x', factor]])) === 0).toBe(base === 0 || factor === 0);
      }),
    );
  });
});
