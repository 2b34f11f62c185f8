/** A claim of a line of descent. */
export interface Link {
  readonly hash: string;
  readonly parent_hash: string | null;
  /** Whether it is held back; then the line goes through it, but nobody is told of it. */
  readonly held: boolean;
}

/**
 * Puts the claims of a line in order: the claim itself at depth 0, then its parent, and so on until a parent is unknown.
 * A circle, which an honest address cannot make, is walked once.
 */
export function lineFrom<L extends Link>(hash: string, links: readonly L[]): { readonly depth: number; readonly link: L }[] {
  const open = new Map(links.map((link) => [link.hash, link]));
  const line: { depth: number; link: L }[] = [];
  for (let next: string | null = hash, depth = 0; next !== null; depth += 1) {
    const link = open.get(next);
    if (!link) break;
    open.delete(next);
    if (!link.held) line.push({ depth, link });
    next = link.parent_hash;
  }
  return line;
}
