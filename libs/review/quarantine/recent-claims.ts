import type { LazySketch } from './likeness.rules';

/** A claim that was looked at lately. */
interface Recent {
  readonly hash: string;
  readonly sketch: LazySketch;
  /** Its place among all that were looked at. */
  readonly order: number;
  /** Milliseconds on a clock that only goes forward. */
  readonly at: number;
}

const MAX_REMEMBERED = 20_000;
/** So many places that have been dropped stay at the front of the queue: moving all others up takes longer than a claim. */
const DROPPED_AT_ONCE = 1_000;
/** So many claims of one statement are compared with, at most. */
export const MOST_COMPARED = 64;
/** By then a claim stands in the table of the store, or was never written. */
const LIFETIME_MS = 30_000;

/**
 * The claims of this process that the table of the store may not have yet, which is derived a moment behind the writes.
 * What is compared here and there is the same; this bridges the gap and is no second store.
 */
export class RecentClaims {
  private readonly byStatement = new Map<string, Recent[]>();
  private readonly orders = new Map<string, number>();
  /** The oldest first, from `head` on. */
  private readonly queue: { readonly key: string; readonly place: string; readonly claim: Recent }[] = [];
  private head = 0;
  private next = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Those that came before a claim; a claim that is looked at again keeps its place. */
  before(namespace: string, key: string, hash: string): Recent[] {
    const order = this.orders.get(`${namespace}/${hash}`) ?? Infinity;
    const expired = this.now() - LIFETIME_MS;
    return (this.byStatement.get(`${namespace}/${key}`) ?? []).filter((claim) => claim.hash !== hash && claim.order < order && claim.at > expired);
  }

  /** What was made of a claim when it was looked at; undefined where that is not known any more. */
  sketchOf(namespace: string, key: string, hash: string): LazySketch | undefined {
    return this.byStatement.get(`${namespace}/${key}`)?.find((claim) => claim.hash === hash)?.sketch;
  }

  remember(namespace: string, keys: readonly string[], hash: string, sketch: LazySketch): void {
    const place = `${namespace}/${hash}`;
    const order = this.orders.get(place) ?? this.next++;
    this.orders.set(place, order);
    for (const key of keys) this.add(`${namespace}/${key}`, place, { hash, sketch, order, at: this.now() });
    while (this.size > 0 && (this.orders.size > MAX_REMEMBERED || this.isOver(this.queue[this.head]?.claim))) this.dropOldest();
  }

  get size(): number {
    return this.queue.length - this.head;
  }

  private add(key: string, place: string, claim: Recent): void {
    const known = this.byStatement.get(key) ?? [];
    if (known.some(({ hash }) => hash === claim.hash)) return;
    this.byStatement.set(key, [...known, claim].slice(-MOST_COMPARED));
    this.queue.push({ key, place, claim });
  }

  private isOver(claim: Recent | undefined): boolean {
    return claim !== undefined && claim.at <= this.now() - LIFETIME_MS;
  }

  private dropOldest(): void {
    const oldest = this.queue[this.head];
    if (!oldest) return;
    this.head += 1;
    if (this.head >= DROPPED_AT_ONCE) {
      this.queue.splice(0, this.head);
      this.head = 0;
    }
    this.orders.delete(oldest.place);
    const left = (this.byStatement.get(oldest.key) ?? []).filter((claim) => claim !== oldest.claim);
    if (left.length > 0) this.byStatement.set(oldest.key, left);
    else this.byStatement.delete(oldest.key);
  }
}
