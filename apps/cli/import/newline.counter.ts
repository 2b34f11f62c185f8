const LINE_FEED = 0x0a;

/** Tells line numbers from byte positions, for a reader that is ahead of what it has handed out. */
export class NewlineCounter {
  private readonly ahead: number[] = [];
  private seen = 0;
  private passed = 0;

  /** Takes the next bytes of the file. */
  feed(chunk: Buffer): void {
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) this.ahead.push(this.seen + at);
    this.seen += chunk.length;
  }

  /** Line feeds before a position; positions must not go back. */
  before(position: number): number {
    let count = 0;
    while (count < this.ahead.length && (this.ahead[count] as number) < position) count += 1;
    this.ahead.splice(0, count);
    this.passed += count;
    return this.passed;
  }
}
