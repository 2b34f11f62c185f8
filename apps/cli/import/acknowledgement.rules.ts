/**
 * Puts batches that are acknowledged in any order back into the order of the file: a line counts as done only when
 * every line before it is.
 */
export class Acknowledgements<T> {
  private next = 0;
  private readonly early = new Map<number, T>();

  /** Takes the outcome of a batch, numbered from 0; gives those that are now without a gap before them. */
  complete(sequence: number, outcome: T): T[] {
    this.early.set(sequence, outcome);
    const inOrder: T[] = [];
    for (let found = this.early.get(this.next); found !== undefined; found = this.early.get(this.next)) {
      inOrder.push(found);
      this.early.delete(this.next);
      this.next += 1;
    }
    return inOrder;
  }
}
