import { parse } from 'node:querystring';

/**
 * Parses a query string so that arrays work in both forms: `a=1&a=2` and `a[]=1`, brackets plain or percent-encoded.
 * The answer has no prototype, so a key `__proto__` is an ordinary, unknown key.
 */
export function parseQueryString(text: string): Record<string, string | string[]> {
  const answer: Record<string, string | string[]> = Object.create(null);
  for (const [key, value] of Object.entries(parse(text))) {
    if (value === undefined) continue;
    const isList = key.endsWith('[]');
    const name = isList ? key.slice(0, -2) : key;
    const earlier = answer[name];
    if (earlier === undefined) answer[name] = isList && !Array.isArray(value) ? [value] : value;
    else answer[name] = [earlier, value].flat();
  }
  return answer;
}
