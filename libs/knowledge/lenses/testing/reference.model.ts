/**
 * The lenses once more, as slowly and as literally as the documentation puts them, to compare with.
 * It shares no code with the lenses: only their input and its types.
 */
import type { ObjectValue } from '@stemedb/knowledge/claims';
import type { Candidate, Frame } from '../lens.types';
import { add, cast, newest, ranked, tierIn, trust, votesIn, weightIn } from './reference-figures.model';

export interface ModelGroup {
  readonly members: readonly Candidate[];
  readonly counted: readonly Candidate[];
  readonly amount: number;
  readonly weight: number;
  readonly share: number;
}

export interface ModelAnswer {
  readonly winner: Candidate | null;
  readonly groups: readonly ModelGroup[];
  readonly conflict: number;
  readonly excluded: ReadonlyMap<string, string>;
}

function exclusionOf(claim: Candidate, frame: Frame): string | undefined {
  const supersession = claim.superseded_by?.type;
  const { valid_from: from, valid_to: to } = claim;
  const at = frame.validAt;
  const outOfEpoch = claim.epoch ? frame.supersededEpochs.has(claim.epoch) : false;
  const falls: [string, boolean | undefined][] = [
    ['quarantined', claim.quarantined],
    ['redacted', claim.redacted],
    ['invalidated', Boolean(claim.invalidated)],
    ['superseded', Boolean(supersession) && supersession !== 'Refinement' && !frame.includeSuperseded],
    ['lifecycle', frame.lifecycle ? claim.lifecycle !== frame.lifecycle : /Dep|Rej/.test(claim.lifecycle)],
    ['epoch', Boolean(frame.epoch && claim.epoch !== frame.epoch) || (frame.epochAware && outOfEpoch)],
    ['source_class', frame.sourceClasses && !frame.sourceClasses.includes(claim.source_class)],
    ['below_min_confidence', frame.minConfidence !== undefined && claim.confidence < frame.minConfidence],
    ['not_valid_at', at !== 'any' && ((from ?? at) > at || (to ?? Infinity) <= at)],
  ];
  return falls.find(([, applies]) => applies)?.[0];
}

function equalObjects(claims: readonly Candidate[], frame: Frame): Candidate[][] {
  const tolerance = frame.tolerance ?? 1e-9;
  const groups: Candidate[][] = [];
  const value = (claim: Candidate): number => Number(claim.object.value);
  const numbers = claims.filter((claim) => claim.object.type === 'Number');
  for (const claim of [...numbers].sort((a, b) => value(a) - value(b))) {
    const open = groups.at(-1);
    const smallest = open?.[0] ? value(open[0]) : NaN;
    const reach = tolerance * Math.max(Math.abs(smallest), Math.abs(value(claim)));
    if (open && value(claim) - smallest <= reach) open.push(claim);
    else groups.push([claim]);
  }
  const key = (object: ObjectValue): string => JSON.stringify([object.type, object.value]);
  for (const claim of claims.filter((one) => one.object.type !== 'Number')) {
    const group = groups.find(([first]) => first && key(first.object) === key(claim.object));
    if (group) group.push(claim);
    else groups.push([claim]);
  }
  return groups;
}

/** The topmost member of the group among a claim and its ancestors. */
function lineOf(claim: Candidate, group: readonly Candidate[], input: readonly Candidate[]): string {
  const parentOf = (hash: string): string | undefined =>
    input.find((one) => one.hash === hash && input.some((other) => other.hash === one.parent_hash))
      ?.parent_hash ?? undefined;
  const path = [claim.hash];
  for (let at = parentOf(claim.hash); at && !path.includes(at); at = parentOf(at)) path.push(at);
  const reentry = parentOf(path.at(-1) ?? '');
  if (reentry) {
    // The path ends in a cycle: it is as if the cycle's smallest hash had no parent.
    const cycle = path.slice(path.indexOf(reentry));
    const cut = [...cycle].sort()[0] ?? '';
    path.length = path.indexOf(cut) + 1;
  }
  return path.findLast((hash) => group.some((member) => member.hash === hash)) ?? claim.hash;
}

/**
 * Claims are linked when they share a source or a line. A claim is silent when a chain of links leads
 * to a stronger one over claims at least as strong as itself; of equals so linked the first counts.
 */
function heard(group: Candidate[], standing: (claim: Candidate) => number, input: readonly Candidate[]) {
  const order = ranked(group, standing);
  const linked = (a: Candidate, b: Candidate): boolean =>
    (/[^0]/.test(a.source_hash) && a.source_hash === b.source_hash) ||
    lineOf(a, group, input) === lineOf(b, group, input);
  return order.filter((claim, position) => {
    const figure = Number(standing(claim).toPrecision(12));
    const strongEnough = order.filter((one) => Number(standing(one).toPrecision(12)) >= figure);
    const reached = new Set([claim]);
    for (const from of reached) {
      for (const to of strongEnough) if (linked(from, to)) reached.add(to);
    }
    return [...reached].every((other) => order.indexOf(other) >= position);
  });
}

function voteAmount(counted: readonly Candidate[]): number {
  const newestFirst = ranked(counted, () => 0);
  const agents = [...new Set(counted.flatMap((claim) => claim.votes.map((vote) => vote.agent_id)))];
  return cast(
    agents.map((agent) => {
      const own = newestFirst.flatMap((claim) => claim.votes.filter((v) => v.agent_id === agent));
      const furthest = Math.max(...own.map((vote) => Math.abs(vote.weight)));
      return own.find((vote) => Math.abs(vote.weight) === furthest)?.weight ?? 0;
    }),
  );
}

export function entropyOf(weights: readonly number[]): number {
  if (weights.length < 2) return 0;
  const total = add(weights);
  const shares = weights.map((weight) => (total > 0 ? weight / total : 1 / weights.length));
  return -add(shares.map((p) => (p > 0 ? p * Math.log2(p) : 0))) / Math.log2(weights.length);
}

export function groupsIn(
  claims: readonly Candidate[],
  input: readonly Candidate[],
  frame: Frame,
  by: 'weight' | 'votes',
): ModelGroup[] {
  const weight = (claim: Candidate): number => weightIn(claim, frame);
  const strength = by === 'votes' ? votesIn : weight;
  const standing = by === 'votes' ? (c: Candidate): number => Math.abs(votesIn(c)) : weight;
  const groups = equalObjects(claims, frame).map((group) => {
    const counted = heard(group, standing, input);
    const amount = by === 'votes' ? voteAmount(counted) : add(counted.map(weight));
    return { members: ranked(group, strength), counted, amount, weight: Math.max(0, amount) };
  });
  const total = add(groups.map((group) => group.weight));
  const byNewest = new Map(groups.map((group) => [ranked(group.members, () => 0)[0], group]));
  const order = ranked([...byNewest.keys()].flatMap((claim) => claim ?? []), (claim) =>
    byNewest.get(claim)?.amount ?? 0,
  );
  return order.flatMap((claim) => {
    const group = byNewest.get(claim);
    const share = total > 0 ? (group?.weight ?? 0) / total : 1 / groups.length;
    return group ? [{ ...group, share }] : [];
  });
}

type SimpleLens = 'recency' | 'confidence' | 'consensus' | 'vote_consensus' | 'authority' | 'skeptic';

export function partIn(input: readonly Candidate[], frame: Frame) {
  const reasons = input.map((claim) => [claim.hash, exclusionOf(claim, frame)] as const);
  const excluded = new Map(reasons.flatMap(([hash, reason]) => (reason ? [[hash, reason]] : [])));
  return { claims: input.filter((claim) => !excluded.has(claim.hash)), excluded };
}

export function modelAnswer(lens: SimpleLens, input: readonly Candidate[], frame: Frame): ModelAnswer {
  const { claims, excluded } = partIn(input, frame);
  const groups = groupsIn(claims, input, frame, lens === 'vote_consensus' ? 'votes' : 'weight');
  const heaviest = groups[0]?.members[0] ?? null;
  const topTier = Math.min(...claims.map(tierIn));
  const winners: Record<SimpleLens, Candidate | null> = {
    recency: ranked(claims, newest)[0] ?? null,
    confidence: ranked(claims, (claim) => claim.confidence)[0] ?? null,
    consensus: heaviest,
    vote_consensus: heaviest,
    authority:
      ranked(
        claims.filter((claim) => tierIn(claim) === topTier),
        (claim) => claim.confidence * trust(claim, frame),
      )[0] ?? null,
    skeptic: null,
  };
  const conflict = entropyOf(groups.map((group) => group.weight));
  return { winner: winners[lens], groups, conflict, excluded };
}
