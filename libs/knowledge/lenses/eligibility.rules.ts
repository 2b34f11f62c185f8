import type { Candidate, Exclusion, ExclusionReason, Frame } from './lens.types';
import { compareText } from './order.rules';

/** One more condition that a lens puts on its candidates; null lets the claim in. */
export type ExtraCondition = (candidate: Candidate) => ExclusionReason | null;

export interface Admission {
  readonly admitted: readonly Candidate[];
  /** By hash. */
  readonly excluded: readonly Exclusion[];
}

/** Parts the candidates into those that take part and those that do not; each lands in one list. */
export function admit(
  candidates: readonly Candidate[],
  frame: Frame,
  condition: ExtraCondition = () => null,
): Admission {
  const admitted: Candidate[] = [];
  const excluded: Exclusion[] = [];
  for (const candidate of candidates) {
    const reason =
      whyItFell(candidate, frame) ?? condition(candidate) ?? whyItIsNotAsked(candidate, frame);
    if (reason === null) admitted.push(candidate);
    else excluded.push({ hash: candidate.hash, reason });
  }
  excluded.sort((a, b) => compareText(a.hash, b.hash));
  return { admitted, excluded };
}

/** What happened to the claim outweighs what the reader asked for: it is the better explanation. */
function whyItFell(candidate: Candidate, frame: Frame): ExclusionReason | null {
  if (candidate.quarantined) return 'quarantined';
  if (candidate.redacted) return 'redacted';
  if (isGiven(candidate.invalidated)) return 'invalidated';
  const supersession = candidate.superseded_by;
  const replaced = isGiven(supersession) && supersession.type !== 'Refinement';
  return replaced && !frame.includeSuperseded ? 'superseded' : null;
}

function whyItIsNotAsked(candidate: Candidate, frame: Frame): ExclusionReason | null {
  if (!matchesLifecycle(candidate, frame)) return 'lifecycle';
  if (!matchesEpoch(candidate, frame)) return 'epoch';
  if (frame.sourceClasses?.includes(candidate.source_class) === false) return 'source_class';
  if (candidate.confidence < (frame.minConfidence ?? 0)) return 'below_min_confidence';
  return isValidAt(candidate, frame.validAt) ? null : 'not_valid_at';
}

/** A decision against a claim takes it out of every answer, unless the reader asks for just those. */
function matchesLifecycle({ lifecycle }: Candidate, frame: Frame): boolean {
  if (frame.lifecycle !== undefined) return lifecycle === frame.lifecycle;
  return lifecycle !== 'Deprecated' && lifecycle !== 'Rejected';
}

function matchesEpoch({ epoch }: Candidate, frame: Frame): boolean {
  if (frame.epoch !== undefined && epoch !== frame.epoch) return false;
  return !(frame.epochAware && isGiven(epoch) && frame.supersededEpochs.has(epoch));
}

function isValidAt(candidate: Candidate, moment: number | 'any'): boolean {
  if (moment === 'any') return true;
  const begun = !isGiven(candidate.valid_from) || candidate.valid_from <= moment;
  const ended = isGiven(candidate.valid_to) && candidate.valid_to <= moment;
  return begun && !ended;
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
