const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;
const SHORTEST_DELAY_MS = 50;
/** A server that asks for more is not waited for. */
const LONGEST_RETRY_AFTER_MS = 120_000;

/**
 * Milliseconds until the next try: what the server asked for, else twice as long each time, spread at random so that
 * many importers do not come back together. Undefined: give up.
 *
 * @param failures how many tries have failed, from 1
 * @param random from 0 to 1
 */
export function retryDelayMs(failures: number, limit: number, askedMs: number | undefined, random: number): number | undefined {
  if (failures > limit) return undefined;
  if (askedMs !== undefined) return askedMs > LONGEST_RETRY_AFTER_MS ? undefined : Math.max(askedMs, SHORTEST_DELAY_MS);
  const full = Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS);
  return full * (0.5 + random / 2);
}
