/** Kinds of requests that are limited apart. */
export const ROUTE_CLASSES = ['reads', 'writes', 'batches', 'admin'] as const;
export type RouteClass = (typeof ROUTE_CLASSES)[number];

const READING = new Set(['GET', 'HEAD']);

/** @param route the template of the route, as `/v1/assert/batch` */
export function routeClassOf(method: string, route: string): RouteClass {
  if (route.startsWith('/v1/admin/')) return 'admin';
  if (READING.has(method)) return 'reads';
  return route.endsWith('/batch') ? 'batches' : 'writes';
}

const STANDARD = 'standard';

/** The factors of rate classes by their names, from `STEMEDB_RATE_CLASSES`. */
export function parseRateClasses(text: string): ReadonlyMap<string, number> {
  const pairs = text.split(',').map((pair): [string, number] => {
    const [name = '', factor] = pair.split('=');
    return [name, Number(factor)];
  });
  return new Map(pairs);
}

/**
 * Requests a minute for a key; 0 is no limit. A class that nobody has set a factor for is limited like the standard one,
 * and that one once.
 */
export function limitOf(base: number, rateClass: string | undefined, factors: ReadonlyMap<string, number>): number {
  const factor = factors.get(rateClass ?? STANDARD) ?? factors.get(STANDARD) ?? 1;
  return base === 0 || factor === 0 ? 0 : Math.max(1, Math.round(base * factor));
}
