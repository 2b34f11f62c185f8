import type { Candidate } from './lens.types';
import type { Weighed } from './weight.rules';

/** A forest over positions: the parent of each, or NONE. */
type Parents = Int32Array;
const NONE = -1;

/**
 * The line of descent that each claim stands in: the first claim of its own group that it derives from,
 * directly or over others, by hash. A claim that derives from none of its group begins a line itself
 * and is missing. Descent is followed through claims of other groups and through those left out, as far
 * as `input` shows them. Takes time in proportion to the input.
 *
 */
export function linesOfDescent(
  input: readonly Candidate[],
  groups: readonly (readonly Weighed[])[],
): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  const parents = parentsOf(input);
  if (!parents) return lines;
  cutCycles(parents, input);
  const groupOf = new Map<string, number>();
  groups.forEach((group, index) => {
    for (const { candidate } of group) groupOf.set(candidate.hash, index);
  });
  /** Per group the first member on the way from the root to here. */
  const firstOnPath = new Map<number, string>();
  walk(parents, {
    enter: (position) => {
      const hash = hashAt(input, position);
      const group = groupOf.get(hash);
      if (group === undefined) return;
      const first = firstOnPath.get(group);
      if (first === undefined) firstOnPath.set(group, hash);
      else lines.set(hash, first);
    },
    leave: (position) => {
      const hash = hashAt(input, position);
      const group = groupOf.get(hash);
      if (group !== undefined && firstOnPath.get(group) === hash) firstOnPath.delete(group);
    },
  });
  return lines;
}

/** Nothing where no claim derives from another of the input, as is usual. */
function parentsOf(input: readonly Candidate[]): Parents | undefined {
  if (!input.some(({ parent_hash: parent }) => parent)) return undefined;
  const positions = new Map(input.map(({ hash }, position) => [hash, position]));
  const parents = Int32Array.from(input, ({ parent_hash: parent }) =>
    parent ? (positions.get(parent) ?? NONE) : NONE,
  );
  return parents.some((parent) => parent !== NONE) ? parents : undefined;
}

/**
 * An address covers the parent's address, so honest claims cannot form a cycle. Forged input must not
 * hang a reader either: a cycle is cut at its smallest hash, wherever the search began.
 */
function cutCycles(parents: Parents, input: readonly Candidate[]): void {
  const seenFrom = new Int32Array(parents.length).fill(NONE);
  for (let start = 0; start < parents.length; start += 1) {
    let position = start;
    while (position !== NONE && seenFrom[position] === NONE) {
      seenFrom[position] = start;
      position = parents[position] ?? NONE;
    }
    const closesCycle = position !== NONE && seenFrom[position] === start;
    if (closesCycle) parents[smallestOnCycle(parents, position, input)] = NONE;
  }
}

function smallestOnCycle(parents: Parents, start: number, input: readonly Candidate[]): number {
  let smallest = start;
  for (let at = parents[start] ?? start; at !== start; at = parents[at] ?? start) {
    if (hashAt(input, at) < hashAt(input, smallest)) smallest = at;
  }
  return smallest;
}

interface Visitor {
  enter(position: number): void;
  leave(position: number): void;
}

/** Depth first, parents before children, without recursion: a line of descent may be long. */
function walk(parents: Parents, visitor: Visitor): void {
  const children = childrenOf(parents);
  const stack = (children.get(NONE) ?? []).slice();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    // The complement of a position marks the way back.
    if (next < 0) {
      visitor.leave(~next);
      continue;
    }
    visitor.enter(next);
    stack.push(~next);
    for (const child of children.get(next) ?? []) stack.push(child);
  }
}

function childrenOf(parents: Parents): ReadonlyMap<number, readonly number[]> {
  const children = new Map<number, number[]>();
  parents.forEach((parent, position) => {
    const siblings = children.get(parent);
    if (siblings) siblings.push(position);
    else children.set(parent, [position]);
  });
  return children;
}

function hashAt(input: readonly Candidate[], position: number): string {
  return input[position]?.hash ?? '';
}
