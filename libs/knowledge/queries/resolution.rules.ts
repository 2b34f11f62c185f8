import { ZERO_HASH } from '@stemedb/knowledge/claims';
import type { Frame, LensAnswers, LensName, RankedCandidate, Resolution } from '@stemedb/knowledge/lenses';
import { frameAt } from '@stemedb/knowledge/lenses';
import type { FoundCandidate } from './found-candidate';
import { type Moment, secondsOf } from '@stemedb/platform/time';
import type { LensParameters } from './query.schema';

/** A citation that a reader should know about. */
export interface SourceWarning {
  readonly source_hash: string;
  /** `unregistered`: cited, but nobody has registered the source; else what became of it. */
  readonly status: 'unregistered' | 'deprecated' | 'retracted';
  readonly hashes: readonly string[];
}

/** Who stands behind a candidate, beside its figures. */
export interface ListedCandidate extends RankedCandidate {
  /** The subject asked about, or one that means the same. */
  readonly subject: string;
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
  /** Other subjects that mean the same and were asked as well. */
  readonly aliases: readonly string[];
  readonly supersededEpochs: ReadonlySet<string>;
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
export function frameOf({ asOf, parameters, supersededEpochs }: Asked): Frame {
  const evaluatedAt = secondsOf(asOf);
  const validAt = parameters.valid_at ?? asOf;
  return {
    ...frameAt(evaluatedAt),
    supersededEpochs,
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
    source_warnings: sourceWarnings(found),
    aliases_used: asked.aliases,
    audit_id: null,
  } as unknown as Answer<Lens>;
}

/** One shape for all, as in claimOf. */
function listedCandidate(ranked: RankedCandidate, found: FoundCandidate): ListedCandidate {
  return {
    hash: ranked.hash,
    subject: found.subject,
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

/** Sources of the question's claims that nobody registered or that fell, each once. */
export function sourceWarnings(found: readonly FoundCandidate[]): SourceWarning[] {
  const warnings = new Map<string, { status: SourceWarning['status']; hashes: string[] }>();
  for (const candidate of found) {
    const status = warningOf(candidate);
    if (status === undefined) continue;
    const warning = warnings.get(candidate.source_hash);
    if (warning) warning.hashes.push(candidate.hash);
    else warnings.set(candidate.source_hash, { status, hashes: [candidate.hash] });
  }
  return [...warnings]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([source_hash, { status, hashes }]) => ({ source_hash, status, hashes: hashes.sort() }));
}

/** A claim that is held back says nothing of its source either. */
function warningOf({ source_hash, sourceKnown, sourceStatus, quarantined }: FoundCandidate): SourceWarning['status'] | undefined {
  if (source_hash === ZERO_HASH || quarantined) return undefined;
  if (sourceStatus !== 'active') return sourceStatus;
  return sourceKnown ? undefined : 'unregistered';
}
