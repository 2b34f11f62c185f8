import { Readable } from 'node:stream';

/**
 * What goes out to one client, in whole frames. Frames wait here until the connection takes them, so that it is known
 * how much waits; what has left this queue is on its way and cannot be taken back.
 */
export class StreamBody extends Readable {
  private readonly waiting: Buffer[] = [];
  private waitingBytes = 0;
  private sentBytes = 0;
  private wanted = false;
  private finished = false;
  private emptied: (() => void) | undefined;
  private grace: NodeJS.Timeout | undefined;
  private hangUp: () => void = () => undefined;
  private isOver = false;

  constructor() {
    super({ highWaterMark: 16 * 1_024 });
    this.once('close', () => this.emptied?.());
  }

  /**
   * Tells what carries the frames to the client: its bytes may still be on their way when all frames have been passed on.
   *
   * @param hangUp breaks the connection
   * @returns to be called when the connection is closed
   */
  carriedBy(hangUp: () => void): () => void {
    this.hangUp = hangUp;
    return () => {
      this.isOver = true;
      clearTimeout(this.grace);
    };
  }

  /** Bytes that the connection has not taken. */
  get pendingBytes(): number {
    return this.waitingBytes + this.readableLength;
  }

  /** Bytes that it has taken so far. */
  get takenBytes(): number {
    return this.sentBytes - this.readableLength;
  }

  send(frame: Buffer): void {
    if (this.finished || this.destroyed) return;
    this.waiting.push(frame);
    this.waitingBytes += frame.length;
    this.pump();
  }

  /** Drops what waits, sends one more frame and ends. Whoever does not take that in time is hung up on. */
  finish(frame: Buffer, graceMs: number): void {
    this.hangUpAfter(graceMs);
    if (this.finished) return;
    this.waiting.length = 0;
    this.waitingBytes = 0;
    this.send(frame);
    this.finished = true;
    this.pump();
  }

  /** Resolves once everything has been taken, or the client is gone. */
  async drained(): Promise<void> {
    while (this.waiting.length > 0 && !this.destroyed) await new Promise<void>((resolve) => (this.emptied = resolve));
  }

  override _read(): void {
    this.wanted = true;
    this.pump();
  }

  private hangUpAfter(graceMs: number): void {
    clearTimeout(this.grace);
    if (this.isOver) return;
    this.grace = setTimeout(() => {
      this.destroy();
      this.hangUp();
    }, graceMs).unref();
  }

  private pump(): void {
    while (this.wanted && this.waiting.length > 0) {
      const frame = this.waiting.shift();
      this.waitingBytes -= frame?.length ?? 0;
      this.sentBytes += frame?.length ?? 0;
      this.wanted = this.push(frame);
    }
    if (this.waiting.length > 0) return;
    this.emptied?.();
    if (this.finished && this.wanted && !this.readableEnded) this.push(null);
  }
}
