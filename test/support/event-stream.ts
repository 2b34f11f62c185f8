import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Json } from './call';

/** One event of a stream. */
export interface StreamEvent {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: Json;
}

export interface StreamOptions {
  readonly key: string;
  readonly path?: string;
  readonly lastEventId?: string;
  readonly namespace?: string;
}

/** A client of `text/event-stream` that reads nothing but whole events, as the standard has it. */
export class EventStream {
  readonly events: StreamEvent[] = [];
  comments = 0;
  /** What a client that comes again sends as Last-Event-ID. */
  lastEventId: string | undefined;
  /** Resolves when the stream has ended, however it did. */
  readonly closed: Promise<void>;
  private text = '';
  private told: (() => void) | undefined;

  private constructor(
    private readonly sent: ClientRequest,
    readonly response: IncomingMessage,
  ) {
    this.closed = new Promise((resolve) => response.once('close', resolve));
    response.once('close', () => this.told?.());
    // Whoever hangs up himself knows it.
    response.on('error', () => undefined);
    response.setEncoding('utf8').on('data', (chunk: string) => this.take(chunk));
  }

  /** Resolves once the head of the answer is there: from then on nothing is missed. */
  static open(url: string, options: StreamOptions): Promise<EventStream> {
    const headers = {
      accept: 'text/event-stream',
      'x-api-key': options.key,
      ...(options.lastEventId === undefined ? {} : { 'last-event-id': options.lastEventId }),
      ...(options.namespace === undefined ? {} : { 'x-namespace': options.namespace }),
    };
    return new Promise((resolve, reject) => {
      const sent = request(`${url}${options.path ?? '/v1/feed'}`, { headers, agent: false }, (response) => resolve(new EventStream(sent, response)));
      sent.once('error', reject).end();
    });
  }

  /** Resolves when so many events are there; fails when the stream ends before. */
  async until(count: number): Promise<void> {
    while (this.events.length < count) {
      if (this.response.closed) throw new Error(`The stream ended after ${this.events.length} of ${count} events`);
      await new Promise<void>((resolve) => (this.told = resolve));
    }
  }

  /** Resolves when the stream has said where it begins. */
  async opened(): Promise<void> {
    while (this.lastEventId === undefined && !this.response.closed) await new Promise<void>((resolve) => (this.told = resolve));
  }

  /** The client takes nothing any more. */
  pause(): void {
    this.response.pause();
  }

  resume(): void {
    this.response.resume();
  }

  hangUp(): Promise<void> {
    this.sent.destroy();
    return this.closed;
  }

  private take(chunk: string): void {
    const blocks = (this.text + chunk).split('\n\n');
    this.text = blocks.pop() ?? '';
    for (const block of blocks) this.takeBlock(block);
    this.told?.();
  }

  private takeBlock(block: string): void {
    const fields = new Map(block.split('\n').map((line): [string, string] => [line.split(': ', 1)[0] ?? '', line.slice(line.indexOf(': ') + 2)]));
    if (fields.has('')) this.comments += 1;
    const id = fields.get('id');
    if (id !== undefined) this.lastEventId = id;
    const data = fields.get('data');
    if (data !== undefined) this.events.push({ id, event: fields.get('event'), data: JSON.parse(data) as Json });
  }
}
