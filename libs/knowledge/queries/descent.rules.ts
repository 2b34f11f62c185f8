/** A claim that others derive from, as it stood at a moment. */
export interface Ancestor {
  readonly hash: string;
  readonly parent_hash: string | null;
  /** Whether the source that it cites was retracted. */
  readonly retracted: boolean;
}

/**
 * Tells whether a claim derives, over any number of steps, from one whose source was retracted. A parent that has not
 * been recorded ends the line; a circle, which an honest address cannot make, is walked once.
 */
export function fallenLines(ancestors: readonly Ancestor[]): (parentHash: string | null | undefined) => boolean {
  const byHash = new Map(ancestors.map((ancestor) => [ancestor.hash, ancestor]));
  const fallen = new Map<string, boolean>();
  return (parentHash) => {
    const line: string[] = [];
    let answer = false;
    for (let hash = parentHash ?? null; hash !== null; ) {
      const known = fallen.get(hash);
      const ancestor = byHash.get(hash);
      answer = known ?? ancestor?.retracted ?? false;
      if (known !== undefined || answer || !ancestor) break;
      // Until the end of the line is known, whoever comes back here has found nothing.
      fallen.set(hash, false);
      line.push(hash);
      hash = ancestor.parent_hash;
    }
    for (const hash of line) fallen.set(hash, answer);
    return answer;
  };
}
