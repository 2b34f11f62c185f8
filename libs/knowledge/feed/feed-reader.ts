import { setImmediate as breath } from 'node:timers/promises';
import type { Moment } from '@stemedb/platform/time';
import type { FeedRepository } from './feed.repository';
import { type FeedStream, framed, type FramedEvent } from './feed-stream';
import { comparePositions, endOf, later, type Position } from './position.rules';

const PAGE = 250;
/** Handed out at once; the connections take them in between. */
const SLICE = 50;
/** Of the last events, so that a stream that has caught up finds what was handed out meanwhile. */
const KEPT = 250;

/**
 * Reads the feed of one namespace once for all streams that are up to date. What lies up to its position has been handed
 * out; the store promises that nothing will be recorded before it (docs/adr/0003).
 */
export class FeedReader {
  private readonly streams = new Set<FeedStream>();
  private readonly recent: FramedEvent[] = [];
  private recentFrom: Position;
  private position: Position;
  private reading = false;
  private again = false;
  private polling = false;
  private failing = false;

  /** @param onFailure told of a read that failed; the next commit or poll reads again */
  constructor(
    private readonly repository: FeedRepository,
    readonly namespace: string,
    present: Moment,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.position = endOf(present);
    this.recentFrom = this.position;
  }

  get isIdle(): boolean {
    return this.streams.size === 0;
  }

  /** Takes in a stream that is up to date, else answers false: it has to read on by itself. */
  admit(stream: FeedStream): boolean {
    if (stream.isCaughtUp && this.isIdle && !this.reading) this.stepBack(stream.position);
    if (comparePositions(stream.position, this.recentFrom) < 0) return false;
    for (const event of this.recent) stream.send(event);
    this.streams.add(stream);
    this.wake();
    return true;
  }

  dismiss(stream: FeedStream): void {
    this.streams.delete(stream);
  }

  /** Something was committed. Many calls during one read cause one more. */
  wake(): void {
    this.again = true;
    if (this.reading) return;
    this.reading = true;
    void this.readOn().finally(() => (this.reading = false));
  }

  /** Looks for commits of other instances. */
  async poll(): Promise<void> {
    if (this.reading || this.polling) return;
    this.polling = true;
    try {
      const last = await this.repository.lastCommit(this.namespace);
      if (last !== undefined && last > this.position.moment) this.wake();
    } catch (error) {
      this.fail(error);
    } finally {
      this.polling = false;
    }
  }

  private async readOn(): Promise<void> {
    try {
      while (this.again) {
        this.again = false;
        await (this.isIdle ? this.skip() : this.readPages());
        this.failing = false;
      }
    } catch (error) {
      this.fail(error);
    }
  }

  /** A store that is away is asked again and again; that it is away is told once. */
  private fail(error: unknown): void {
    if (!this.failing) this.onFailure(error);
    this.failing = true;
  }

  /** Where all streams still read by themselves, what they read need not be read here as well. */
  private async skip(): Promise<void> {
    const end = endOf(await this.repository.present(this.namespace));
    if (this.isIdle && comparePositions(this.position, end) < 0) this.moveTo(end);
  }

  /** The only stream sets the place, so that it never runs after a reader that nobody follows. */
  private stepBack(position: Position): void {
    if (comparePositions(position, this.position) < 0) this.moveTo(position);
  }

  private moveTo(position: Position): void {
    this.recent.length = 0;
    this.recentFrom = position;
    this.position = position;
  }

  private async readPages(): Promise<void> {
    for (;;) {
      const { asOf, events } = await this.repository.read(this.namespace, 'oldest_first', this.position, undefined, PAGE);
      for (let start = 0; start < events.length; start += SLICE) {
        for (const event of events.slice(start, start + SLICE)) {
          this.handOut(framed(event));
          if (event.event.kind === 'redaction') this.moveTo(event.position);
        }
        await breath();
      }
      if (events.length < PAGE) {
        this.position = later(this.position, endOf(asOf));
        return;
      }
    }
  }

  private handOut(event: FramedEvent): void {
    this.position = event.position;
    this.recent.push(event);
    if (this.recent.length > KEPT) this.recentFrom = this.recent.shift()?.position ?? this.recentFrom;
    for (const stream of this.streams) stream.sendLive(event);
  }
}
