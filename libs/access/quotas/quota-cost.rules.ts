const KIBIBYTE = 1_024;

/** What an act costs by itself, in tokens. */
export const ACT_TOKENS = { assert: 10, vote: 1, query: 5 } as const;
export type Act = keyof typeof ACT_TOKENS;

const TOKENS_PER_LENS = 1;
const TOKENS_PER_KIBIBYTE = 1;

/** Whole KiB count, so that a short claim costs what the table says. */
export function writeTokens(act: 'assert' | 'vote', bodyBytes: number): number {
  return ACT_TOKENS[act] + Math.floor(bodyBytes / KIBIBYTE) * TOKENS_PER_KIBIBYTE;
}

export function queryTokens(lenses: number): number {
  return ACT_TOKENS.query + lenses * TOKENS_PER_LENS;
}

/** Lenses that a query names: one, and the one that the epoch lens hands on to. Without `lens` claims are only listed. */
export function lensesNamed(query: Readonly<Record<string, unknown>>): number {
  if (query['lens'] === undefined) return 0;
  return query['inner_lens'] === undefined ? 1 : 2;
}
