import { ZERO_HASH } from '@stemedb/knowledge/claims';
import { linesOfDescent, type Descent } from './derivation.rules';
import type { Members } from './grouping.rules';
import { equallyStrong } from './order.rules';
import type { Weighed } from './weight.rules';

/**
 * Repetition is not corroboration: claims of a group that share a source, or derive from one another,
 * count once, by the strongest.
 *
 * Dependence is passed on: a claim that cites one source and derives from another claim makes the two
 * one. But it does so only to claims that are no stronger than itself. Otherwise anybody could post a
 * weightless claim that cites one witness's source and derives from another's claim, and so melt two
 * independent witnesses into one.
 *
 * @param descent of all candidates, those left out too, because descent can pass through them
 * @param standing what makes a claim the stronger
 * @returns the claims that count of each group, the strongest first
 */
export function countOnce(
  groups: readonly Members<Weighed>[],
  descent: Descent | undefined,
  standing: (claim: Weighed) => number,
): Members<Weighed>[] {
  const crowds = groups.filter((group) => group.length > 1);
  const lines = descent ? linesOfDescent(descent, crowds) : new Map<string, string>();
  return groups.map((group) => (group.length > 1 ? independent(group, lines, standing) : group));
}

function independent(
  group: Members<Weighed>,
  lines: ReadonlyMap<string, string>,
  standing: (claim: Weighed) => number,
): Members<Weighed> {
  const clusters = new Clusters(group.length);
  const firstOfLine = new Map<string, number>();
  const firstOfSource = new Map<string, number>();
  const counted: Weighed[] = [];
  let start = 0;
  for (const equals of equallyStrong(group, standing)) {
    equals.forEach(({ candidate }, index) => {
      const position = start + index;
      const line = lines.get(candidate.hash) ?? candidate.hash;
      clusters.join(position, firstWith(firstOfLine, line, position));
      if (candidate.source_hash === ZERO_HASH) return;
      clusters.join(position, firstWith(firstOfSource, candidate.source_hash, position));
    });
    // Decided before weaker claims come: one that links two leaders is too late to silence either.
    for (const [index, claim] of equals.entries()) {
      if (clusters.leads(start + index)) counted.push(claim);
    }
    start += equals.length;
  }
  return counted as Members<Weighed>;
}

/** Who was heard first on a source or a line of descent: this position, if nobody was before. */
function firstWith(heard: Map<string, number>, origin: string, position: number): number {
  const first = heard.get(origin);
  if (first !== undefined) return first;
  heard.set(origin, position);
  return position;
}

/** Union-find over positions in a group; the smallest position leads. */
class Clusters {
  private readonly towards: Int32Array;

  constructor(size: number) {
    this.towards = Int32Array.from({ length: size }, (_, position) => position);
  }

  join(position: number, other: number): void {
    const [a, b] = [this.lead(position), this.lead(other)];
    this.towards[Math.max(a, b)] = Math.min(a, b);
  }

  leads(position: number): boolean {
    return this.lead(position) === position;
  }

  private lead(position: number): number {
    let at = position;
    for (let next = this.next(at); next !== at; next = this.next(at)) {
      // Halving the path on the way keeps later searches short.
      this.towards[at] = this.next(next);
      at = next;
    }
    return at;
  }

  private next(position: number): number {
    return this.towards[position] ?? position;
  }
}
