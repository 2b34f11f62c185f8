import { answerText, type Contribution, digestOf } from '@stemedb/access/audit';
import type { ConstraintsResolution, LayeredResolution, LensName } from '@stemedb/knowledge/lenses';
import type { Answer } from './resolution.rules';

/** As much of a list of claims as is remembered. */
interface Page {
  readonly items: readonly { readonly hash: string; readonly source_hash: string; readonly lifecycle: string }[];
}

/** What is to be remembered of an answer. */
export interface Remembered {
  /** The answer's JSON without the id of its audit and its cursor. */
  readonly text: string;
  /** Digest of that text. */
  readonly digest: string;
  /** Hash of the winning claim. */
  readonly winner: string | null;
  /** Digest of what was found, for answers of two moments to be compared by; written only when it is asked for. */
  readonly substance: () => string;
  readonly contributing: readonly Contribution[];
  readonly conflictScore: number | null;
  readonly resolutionConfidence: number | null;
  readonly facts: Readonly<Record<string, unknown>>;
}

/**
 * @param answer as it is given
 * @param whole the same with every candidate listed
 */
export function rememberResolution(answer: Answer<LensName>, whole: Answer<LensName>): Remembered {
  const text = answerText(answer);
  return {
    text,
    digest: digestOf(text),
    winner: answer.winner?.hash ?? null,
    substance: () => digestOf(JSON.stringify(substanceOf(whole))),
    contributing: whole.candidates,
    conflictScore: answer.conflict_score,
    resolutionConfidence: answer.resolution_confidence,
    facts: { ruleset_version: answer.ruleset_version, aliases_used: answer.aliases_used },
  };
}

export function rememberPage(page: Page): Remembered {
  const contributing = page.items.map(({ hash, source_hash, lifecycle }) => ({ hash, weight: null, source_hash, lifecycle }));
  const text = answerText(page);
  const substance = () => digestOf(JSON.stringify(page.items));
  return { text, digest: digestOf(text), winner: null, substance, contributing, conflictScore: null, resolutionConfidence: null, facts: {} };
}

/**
 * What an answer found, without its moment and without the figures that decay moves from second to second: who takes
 * part and with whose support, what is preferred, what is left out.
 */
function substanceOf(whole: Answer<LensName>): object {
  const { tiers = [] } = whole as Partial<LayeredResolution>;
  const { must_use = [], forbidden = [] } = whole as Partial<ConstraintsResolution>;
  return {
    winner: whole.winner?.hash ?? null,
    status: whole.status,
    ruleset_version: whole.ruleset_version,
    candidates: whole.candidates.map(supportOf).sort(byHash),
    groups: whole.groups.map(({ hashes }) => sorted(hashes)).sort(),
    excluded: whole.excluded,
    source_warnings: whole.source_warnings,
    aliases_used: whole.aliases_used,
    tiers: tiers.map(({ tier, winner, status }) => ({ tier, winner: winner.hash, status })),
    must_use: must_use.map(({ hashes }) => sorted(hashes)).sort(),
    forbidden: forbidden.map(({ hashes }) => sorted(hashes)).sort(),
  };
}

function supportOf(candidate: Answer<LensName>['candidates'][number]) {
  const { hash, lifecycle, trust, votes, counted, agents, source_title } = candidate;
  return { hash, lifecycle, trust, votes, counted, agents, source_title };
}

function byHash(left: { readonly hash: string }, right: { readonly hash: string }): number {
  return left.hash < right.hash ? -1 : 1;
}

/** One text for a set of hashes, so that lists of them sort alike everywhere. */
function sorted(hashes: readonly string[]): string {
  return [...hashes].sort().join(' ');
}
