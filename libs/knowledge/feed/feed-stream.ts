import type { PlacedEvent } from './feed.repository';
import { comparePositions, endOf, later, type Position } from './position.rules';
import { eventFrame, finalFrame, HEARTBEAT_FRAME, openingFrame, type StreamEnd } from './frame.rules';
import { StreamBody } from './stream-body';

/** What a client has to take the last frame; a server that stops waits for nobody for long. */
const GRACE_MS = 30_000;
const GRACE_AT_SHUTDOWN_MS = 2_000;

/** An event with the bytes that every stream sends for it. */
export interface FramedEvent {
  readonly position: Position;
  readonly frame: Buffer;
}

export const framed = ({ position, event }: PlacedEvent): FramedEvent => ({ position, frame: eventFrame(event) });

export interface StreamOptions {
  readonly namespace: string;
  readonly from: Position;
  /** Whether nothing lies between `from` and the present. */
  readonly isCurrent: boolean;
  /** Most bytes that may wait for the client while it follows live. */
  readonly bufferBytes: number;
  /** Told once why the stream ends: `client_gone` where the client hung up. */
  readonly onEnd: (end: StreamEnd | 'client_gone') => void;
  /** Told once, last, when the connection is given up. */
  readonly onClose: () => void;
}

/** One client's way through the feed. Nothing behind `position` has been sent, everything before it has. */
export class FeedStream {
  readonly body = new StreamBody();
  private reached: Position;
  private ended = false;
  private caughtUp = false;
  private takenAtBeat = 0;

  constructor(private readonly options: StreamOptions) {
    this.reached = options.from;
    this.caughtUp = options.isCurrent;
    this.body.send(openingFrame(options.from));
    this.body.once('close', () => {
      if (!this.ended) options.onEnd('client_gone');
      this.ended = true;
      options.onClose();
    });
  }

  get namespace(): string {
    return this.options.namespace;
  }

  get position(): Position {
    return this.reached;
  }

  get isOver(): boolean {
    return this.ended;
  }

  /** Whether it has seen everything up to the moment of its last read. */
  get isCaughtUp(): boolean {
    return this.caughtUp;
  }

  /** Sends what lies behind its position; whoever reads on his own waits for `drained` himself. */
  send({ position, frame }: FramedEvent): void {
    if (this.ended || comparePositions(position, this.reached) <= 0) return;
    this.body.send(frame);
    this.reached = position;
  }

  /** As `send`; a client for whom too much waits is cut off. */
  sendLive(event: FramedEvent): void {
    this.send(event);
    if (this.body.pendingBytes > this.options.bufferBytes) this.finish('slow_consumer');
  }

  /** Nothing more was recorded up to the moment. */
  skipTo(moment: Position['moment']): void {
    this.reached = later(this.reached, endOf(moment));
    this.caughtUp = true;
  }

  /** A connection over which nothing goes is closed by what stands in between; a client that takes nothing is let go. */
  beat(): void {
    if (this.ended) return;
    const { pendingBytes, takenBytes } = this.body;
    if (pendingBytes === 0) this.body.send(HEARTBEAT_FRAME);
    else if (takenBytes === this.takenAtBeat) this.finish('slow_consumer');
    this.takenAtBeat = takenBytes;
  }

  /** Sends the last frame; the first of several ends is told. */
  finish(end: StreamEnd): void {
    this.body.finish(finalFrame(end), end === 'shutting_down' ? GRACE_AT_SHUTDOWN_MS : GRACE_MS);
    if (!this.ended) this.options.onEnd(end);
    this.ended = true;
  }
}
