interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

export interface GroupCommitOptions<Item, Result> {
  /**
   * Writes all items in one transaction and resolves, with one result an item and in their order, only when the
   * transaction is durable. A rejection means that nothing of the batch is known to be written.
   */
  readonly commit: (items: readonly Item[]) => Promise<Result[]>;
  /** Whether writing the items one by one could still save some of them. */
  readonly canIsolate: (reason: unknown) => boolean;
  /** Whether nothing can be written now, so that nobody need wait to find out for himself. */
  readonly isStoreAway?: (reason: unknown) => boolean;
  readonly maxItems: number;
  /** Items that may wait; one more is refused with `onOverflow`'s error. */
  readonly queueLimit: number;
  readonly onOverflow: () => Error;
  /** Commits that may be on their way at once: one, or two, which is what is meant where nothing is said. */
  readonly abreast?: 1 | 2;
}

/**
 * Group commit: while one commit is on its way to the disk, what arrives is collected and becomes the next one. A lone
 * writer is never delayed to wait for company, and a busy store pays one flush for many writers.
 *
 * When as many wait as are on their way, they are sent as well and take their turn in the store: it goes from one commit
 * to the next without waiting until this process has read the answer. There are never more than two. Where flushes are
 * dear beside what is written, one at a time makes larger commits.
 *
 * A failed batch is tried again item by item, so that one bad item fails alone. When the store itself is away, whoever
 * waits is refused together: an answer never takes longer than the commit under way. Nobody is answered before the
 * transaction that holds his item is durable.
 */
export class GroupCommit<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  /** Sizes of the commits under way. */
  private readonly underWay: number[] = [];
  private gathering = false;

  constructor(private readonly options: GroupCommitOptions<Item, Result>) {}

  /** Items that wait for a commit to begin. */
  get depth(): number {
    return this.waiting.length;
  }

  get idle(): boolean {
    return this.underWay.length === 0 && this.waiting.length === 0;
  }

  /** Resolves with the item's result once it is durable. */
  submit(item: Item): Promise<Result> {
    if (this.waiting.length >= this.options.queueLimit) return Promise.reject(this.options.onOverflow());
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.gather();
    });
  }

  /** What arrives in the same turn of the event loop travels together. */
  private gather(): void {
    if (this.gathering) return;
    this.gathering = true;
    setImmediate(() => {
      this.gathering = false;
      this.begin();
    });
  }

  private begin(): void {
    while (this.mayBegin()) void this.run(this.waiting.splice(0, this.options.maxItems));
  }

  private mayBegin(): boolean {
    const { maxItems, abreast = 2 } = this.options;
    const [first = 0] = this.underWay;
    return this.waiting.length > 0 && this.underWay.length < abreast && Math.min(this.waiting.length, maxItems) >= first;
  }

  private async run(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    this.underWay.push(batch.length);
    await this.commitBatch(batch);
    this.underWay.splice(this.underWay.indexOf(batch.length), 1);
    this.begin();
  }

  private async commitBatch(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      await this.commit(batch);
    } catch (reason) {
      if (batch.length > 1 && this.options.canIsolate(reason)) await this.commitApart(batch);
      else this.refuse(batch, reason);
    }
  }

  private async commitApart(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    for (const [index, waiting] of batch.entries()) {
      try {
        await this.commit([waiting]);
      } catch (reason) {
        if (this.options.isStoreAway?.(reason)) return this.refuse(batch.slice(index), reason);
        waiting.reject(reason);
      }
    }
  }

  private async commit(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    const results = await this.options.commit(batch.map((waiting) => waiting.item));
    if (results.length !== batch.length) throw new Error(`A commit of ${batch.length} items gave ${results.length} results`);
    batch.forEach((waiting, index) => waiting.resolve(results[index] as Result));
  }

  private refuse(batch: readonly Waiting<Item, Result>[], reason: unknown): void {
    const others = this.options.isStoreAway?.(reason) ? this.waiting.splice(0) : [];
    for (const waiting of [...batch, ...others]) waiting.reject(reason);
  }
}
