import type { Candidate } from './lens.types';
import type { Weighed } from './weight.rules';

/** The parent's position for each position, or NONE. */
type Parents = Int32Array;
const NONE = -1;

/** Who derives from whom, as far as the candidates show it. */
export interface Descent {
  readonly hashes: readonly string[];
  /** The positions that derive from a position; under NONE those that derive from no candidate. */
  readonly children: ReadonlyMap<number, readonly number[]>;
}

/**
 * The lines of descent among all candidates, those left out of the answer too. Nothing where no claim
 * derives from another, as is usual.
 */
export function descentOf(input: readonly Candidate[]): Descent | undefined {
  if (!input.some(({ parent_hash: parent }) => parent)) return undefined;
  const positions = new Map(input.map(({ hash }, position) => [hash, position]));
  const parents = Int32Array.from(input, ({ parent_hash: parent }) =>
    parent ? (positions.get(parent) ?? NONE) : NONE,
  );
  if (parents.every((parent) => parent === NONE)) return undefined;
  const hashes = input.map(({ hash }) => hash);
  cutCycles(parents, hashes);
  return { hashes, children: childrenOf(parents) };
}

/**
 * The line that each claim stands in: the first claim of its own group that it derives from, directly
 * or over others, by hash. A claim that derives from none of its group begins a line itself and is
 * missing. Takes time in proportion to the number of candidates.
 */
export function linesOfDescent(
  descent: Descent,
  groups: readonly (readonly Weighed[])[],
): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  const groupOf = new Map<string, number>();
  groups.forEach((group, index) => {
    for (const { candidate } of group) groupOf.set(candidate.hash, index);
  });
  /** Per group the first member on the way from the root to here. */
  const firstOnPath = new Map<number, string>();
  walk(descent, {
    enter: (hash) => {
      const group = groupOf.get(hash);
      if (group === undefined) return;
      const first = firstOnPath.get(group);
      if (first === undefined) firstOnPath.set(group, hash);
      else lines.set(hash, first);
    },
    leave: (hash) => {
      const group = groupOf.get(hash);
      if (group !== undefined && firstOnPath.get(group) === hash) firstOnPath.delete(group);
    },
  });
  return lines;
}

/**
 * An address covers the parent's address, so honest claims cannot form a cycle. Forged input must not
 * hang a reader either: a cycle is cut at its smallest hash, wherever the search began.
 */
function cutCycles(parents: Parents, hashes: readonly string[]): void {
  const seenFrom = new Int32Array(parents.length).fill(NONE);
  for (let start = 0; start < parents.length; start += 1) {
    let position = start;
    while (position !== NONE && seenFrom[position] === NONE) {
      seenFrom[position] = start;
      position = parents[position] ?? NONE;
    }
    const closesCycle = position !== NONE && seenFrom[position] === start;
    if (closesCycle) parents[smallestOnCycle(parents, position, hashes)] = NONE;
  }
}

function smallestOnCycle(parents: Parents, start: number, hashes: readonly string[]): number {
  let smallest = start;
  for (let at = parents[start] ?? start; at !== start; at = parents[at] ?? start) {
    if ((hashes[at] ?? '') < (hashes[smallest] ?? '')) smallest = at;
  }
  return smallest;
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

interface Visitor {
  enter(hash: string): void;
  leave(hash: string): void;
}

/** Depth first, parents before children, without recursion: a line of descent may be long. */
function walk({ hashes, children }: Descent, visitor: Visitor): void {
  const stack = (children.get(NONE) ?? []).slice();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    // The complement of a position marks the way back.
    if (next < 0) {
      visitor.leave(hashes[~next] ?? '');
      continue;
    }
    visitor.enter(hashes[next] ?? '');
    stack.push(~next);
    for (const child of children.get(next) ?? []) stack.push(child);
  }
}
