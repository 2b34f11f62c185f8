import { ZERO_HASH } from '@stemedb/knowledge/claims';
import type { Frame, LensAnswers, LensName, RankedCandidate, Resolution } from '@stemedb/knowledge/lenses';
import { frameAt } from '@stemedb/knowledge/lenses';
import type { FoundCandidate } from './found-candidate';
import { type Moment, secondsOf } from '@stemedb/platform/time';
import type { LensParameters } from './query.schema';

/** A citation that a reader should know about. */
export interface SourceWarning {
  readonly source_hash: string;
  /** `unregistered`: cited, but nobody has registered the source. */
  readonly status: 'unregistered';
  readonly hashes: readonly string[];
}

/** Who stands behind a candidate, beside its figures. */
export interface ListedCandidate extends RankedCandidate {
  readonly agents: readonly string[];
  readonly source_title: string | null;
  readonly narrative?: string;
  readonly recorded_at: string;
}

/** How the question was understood. */
export interface Asked {
  readonly subject: string;
  readonly predicate: string | null;
  readonly asOf: Moment;
  readonly parameters: LensParameters & { readonly inner_lens?: Frame['inner']; readonly limit?: number };
}

export type Answer<Lens extends LensName> = Omit<LensAnswers[Lens], 'candidates'> & {
  readonly subject: string;
  readonly predicate: string | null;
  readonly as_of: Moment;
  readonly valid_at: string;
  readonly decay: 'on' | 'off';
  readonly candidates: readonly ListedCandidate[];
  readonly candidates_total: number;
  readonly source_warnings: readonly SourceWarning[];
  readonly aliases_used: readonly string[];
  readonly audit_id: string | null;
};

/** The frame in which a lens looks, from what the reader asked for. */
export function frameOf({ asOf, parameters }: Asked): Frame {
  const evaluatedAt = secondsOf(asOf);
  const validAt = parameters.valid_at ?? asOf;
  return {
    ...frameAt(evaluatedAt),
    validAt: validAt === 'any' ? 'any' : secondsOf(validAt),
    decay: parameters.decay === 'on',
    includeSuperseded: parameters.include_superseded,
    ...(parameters.tolerance === undefined ? {} : { tolerance: parameters.tolerance }),
    ...(parameters.min_confidence === undefined ? {} : { minConfidence: parameters.min_confidence }),
    ...(parameters.lifecycle === undefined ? {} : { lifecycle: parameters.lifecycle }),
    ...(parameters.source_class === undefined ? {} : { sourceClasses: parameters.source_class }),
    ...(parameters.epoch === undefined ? {} : { epoch: parameters.epoch }),
    ...(parameters.inner_lens === undefined ? {} : { inner: parameters.inner_lens }),
  };
}

/** Puts a lens's answer into its frame: what was asked, who stands behind each candidate, what to beware of. */
export function answerOf<Lens extends LensName>(
  asked: Asked,
  found: readonly FoundCandidate[],
  resolution: LensAnswers[Lens],
): Answer<Lens> {
  const { candidates, ...rest } = resolution as Resolution;
  const byHash = new Map(found.map((candidate) => [candidate.hash, candidate]));
  const listed = candidates.slice(0, asked.parameters.limit ?? candidates.length);
  return {
    subject: asked.subject,
    predicate: asked.predicate,
    as_of: asked.asOf,
    valid_at: asked.parameters.valid_at ?? asked.asOf,
    decay: asked.parameters.decay,
    ...rest,
    candidates: listed.map((candidate) => listedCandidate(candidate, byHash.get(candidate.hash) as FoundCandidate)),
    candidates_total: candidates.length,
    source_warnings: sourceWarnings(candidates.map((candidate) => byHash.get(candidate.hash) as FoundCandidate)),
    aliases_used: [],
    audit_id: null,
  } as unknown as Answer<Lens>;
}

/** One shape for all, as in claimOf. */
function listedCandidate(ranked: RankedCandidate, found: FoundCandidate): ListedCandidate {
  return {
    hash: ranked.hash,
    object: ranked.object,
    source_class: ranked.source_class,
    tier: ranked.tier,
    source_hash: ranked.source_hash,
    lifecycle: ranked.lifecycle,
    timestamp: ranked.timestamp,
    weight: ranked.weight,
    confidence: ranked.confidence,
    tier_multiplier: ranked.tier_multiplier,
    trust: ranked.trust,
    decay: ranked.decay,
    votes: ranked.votes,
    group: ranked.group,
    share: ranked.share,
    counted: ranked.counted,
    agents: found.signatures.map((signature) => signature.agent_id),
    source_title: found.sourceTitle,
    narrative: found.narrative,
    recorded_at: found.recorded_at,
  };
}

/** Sources that candidates cite and nobody registered, each once. */
export function sourceWarnings(found: readonly FoundCandidate[]): SourceWarning[] {
  const hashesBySource = new Map<string, string[]>();
  for (const { hash, source_hash, sourceKnown } of found) {
    if (sourceKnown || source_hash === ZERO_HASH) continue;
    const hashes = hashesBySource.get(source_hash);
    if (hashes) hashes.push(hash);
    else hashesBySource.set(source_hash, [hash]);
  }
  return [...hashesBySource]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([source_hash, hashes]) => ({ source_hash, status: 'unregistered', hashes: hashes.sort() }));
}
