import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '@stemedb/platform/config';
import { Database } from '@stemedb/platform/database';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import { SERVER_CLOSING } from '@stemedb/platform/http';
import { FEED_ERRORS } from './feed.errors';
import { FeedMetrics } from './feed.metrics';
import { FeedReader } from './feed-reader';
import { FeedRepository } from './feed.repository';
import { FeedStream, framed } from './feed-stream';
import type { FastifyInstance } from 'fastify';
import type { StreamBody } from './stream-body';
import { endOf, type Position } from './position.rules';

const HEARTBEAT_MS = 15_000;
/** How often it is looked for commits of other instances; those of this process are told at once. */
const POLL_MS = 100;
const CATCH_UP_PAGE = 200;
const RETRY_AFTER_SECONDS = 5;

/** Proves anew that a client may still read. @throws DomainError when it may not */
export type Reprove = () => Promise<unknown>;

/** The open streams of this process: how they begin, go on and end. */
@Injectable()
export class FeedStreams implements OnModuleDestroy {
  private readonly logger = new Logger(FeedStreams.name);
  private readonly streams = new Map<FeedStream, Reprove>();
  private readonly readers = new Map<string, FeedReader>();
  private readonly timers: NodeJS.Timeout[];
  private readonly unsubscribe: () => void;
  private closing = false;

  constructor(
    private readonly repository: FeedRepository,
    private readonly metrics: FeedMetrics,
    @Inject(CONFIG) private readonly config: Config,
    database: Database,
  ) {
    this.unsubscribe = database.commits.subscribe((namespace) => this.readers.get(namespace)?.wake());
    this.timers = [setInterval(() => this.pollAll(), POLL_MS).unref(), setInterval(() => this.beatAll(), HEARTBEAT_MS).unref()];
    metrics.watch(() => this.streams.size);
  }

  /** Streams have no end of their own, and a server waits for its answers to end before it closes. */
  watch(instance: FastifyInstance): void {
    instance.server.once(SERVER_CLOSING, () => this.endAll());
  }

  /**
   * Opens a stream; what it sends begins behind the position, or with what is recorded from now on.
   *
   * @throws DomainError too_many_streams, shutting_down, store_unavailable (503)
   */
  async open(namespace: string, after: Position | undefined, reprove: Reprove): Promise<StreamBody> {
    this.refuseTooMany();
    const present = await this.repository.present(namespace);
    this.refuseTooMany();
    const stream: FeedStream = new FeedStream({
      namespace,
      from: after ?? endOf(present),
      isCurrent: after === undefined,
      bufferBytes: this.config.STEMEDB_FEED_BUFFER_BYTES,
      onEnd: (end) => this.metrics.countEnd(end),
      onClose: () => this.forget(stream),
    });
    this.streams.set(stream, reprove);
    if (!this.readers.has(namespace)) this.readers.set(namespace, this.readerOf(namespace, present));
    void this.follow(stream);
    return stream.body;
  }

  /** Ends every stream, and takes no new one. Clients come again, elsewhere, with the last id they saw. */
  endAll(): void {
    this.closing = true;
    for (const stream of this.streams.keys()) stream.finish('shutting_down');
  }

  onModuleDestroy(): void {
    this.endAll();
    this.unsubscribe();
    for (const timer of this.timers) clearInterval(timer);
  }

  /** Shows every client that the connection stands, and looks whether its key does. */
  beatAll(): void {
    for (const [stream, reprove] of this.streams) {
      stream.beat();
      reprove().catch((error: unknown) => {
        // A store that is away says nothing about a key.
        if (error instanceof DomainError && error.status < 500) stream.finish('key_refused');
      });
    }
  }

  private pollAll(): void {
    for (const reader of this.readers.values()) void reader.poll();
  }

  /** Reads on for one stream, as fast as its client takes it, until it is where all the others are. */
  private async follow(stream: FeedStream): Promise<void> {
    try {
      while (!stream.isOver && !this.readers.get(stream.namespace)?.admit(stream)) await this.readOn(stream);
    } catch (error) {
      this.warn('A stream of the feed', error);
      stream.finish('internal_error');
    }
  }

  private async readOn(stream: FeedStream): Promise<void> {
    const { namespace, position } = stream;
    const { asOf, events } = await this.repository.read(namespace, 'oldest_first', position, undefined, CATCH_UP_PAGE);
    for (const event of events) stream.send(framed(event));
    if (events.length < CATCH_UP_PAGE) stream.skipTo(asOf);
    await stream.body.drained();
  }

  private readerOf(namespace: string, present: string): FeedReader {
    return new FeedReader(this.repository, namespace, present, (error) => this.warn('The feed', error));
  }

  private warn(what: string, error: unknown): void {
    if (!this.closing) this.logger.warn(`${what} has to be read again: ${String(error)}`);
  }

  private forget(stream: FeedStream): void {
    this.streams.delete(stream);
    this.readers.get(stream.namespace)?.dismiss(stream);
    const isLast = [...this.streams.keys()].every(({ namespace }) => namespace !== stream.namespace);
    if (isLast) this.readers.delete(stream.namespace);
  }

  private refuseTooMany(): void {
    const retryAfterSeconds = RETRY_AFTER_SECONDS;
    if (this.closing) throw new DomainError(PLATFORM_ERRORS.shutting_down, 'The server is shutting down', { retryAfterSeconds });
    const most = this.config.STEMEDB_FEED_MAX_STREAMS;
    if (this.streams.size < most) return;
    throw new DomainError(FEED_ERRORS.too_many_streams, `This server keeps ${most} streams open at most`, { retryAfterSeconds });
  }
}
