/** Told of a namespace in which this process has committed. It is on the write path: it must be quick and not throw. */
export type CommitListener = (namespace: string) => void;

/** Tells within one process that a commit has become durable. Commits of other instances are not told. */
export class CommitSignal {
  private readonly listeners = new Set<CommitListener>();

  /** @returns what ends it */
  subscribe(listener: CommitListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  emit(namespace: string): void {
    for (const listener of this.listeners) listener(namespace);
  }
}
