import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '@stemedb/platform/config';
import { isDataError } from '@stemedb/platform/database';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge, Histogram } from 'prom-client';
import { COMMIT_BATCH_SIZE, COMMIT_DURATION, COMMIT_QUEUE_DEPTH } from './commit-metrics';
import { GroupCommit } from './group-commit';

export type CommitWork<Item, Result> = (namespace: string, items: readonly Item[]) => Promise<Result[]>;

export interface QueueOptions {
  readonly measured?: boolean;
  readonly abreast?: 1 | 2;
}

/** Idle queues are dropped past this many, so that a caller who makes up namespaces fills no memory. */
const MAX_IDLE_QUEUES = 1_000;

/** One group commit a namespace: commits of one namespace take turns in the store anyway, those of two do not. */
export class CommitQueue<Item, Result> {
  private readonly queues = new Map<string, GroupCommit<Item, Result>>();

  constructor(private readonly open: (namespace: string) => GroupCommit<Item, Result>) {}

  /** Resolves when the item is durable. */
  submit(namespace: string, item: Item): Promise<Result> {
    let queue = this.queues.get(namespace);
    if (!queue) {
      if (this.queues.size >= MAX_IDLE_QUEUES) this.dropIdle();
      queue = this.open(namespace);
      this.queues.set(namespace, queue);
    }
    return queue.submit(item);
  }

  get depth(): number {
    let depth = 0;
    for (const queue of this.queues.values()) depth += queue.depth;
    return depth;
  }

  get idle(): boolean {
    return [...this.queues.values()].every((queue) => queue.idle);
  }

  private dropIdle(): void {
    for (const [namespace, queue] of this.queues) if (queue.idle) this.queues.delete(namespace);
  }
}

/** Opens the commit queues of this process, measures them and lets them run dry before the store is closed. */
@Injectable()
export class CommitQueues implements OnModuleDestroy {
  private readonly opened: { readonly idle: boolean }[] = [];
  /** Those whose commits are measured. */
  private readonly counted: { readonly depth: number }[] = [];

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @InjectMetric(COMMIT_BATCH_SIZE) private readonly batchSize: Histogram,
    @InjectMetric(COMMIT_DURATION) private readonly duration: Histogram,
    @InjectMetric(COMMIT_QUEUE_DEPTH) depth: Gauge,
  ) {
    const { counted } = this;
    Object.assign(depth, {
      collect(this: Gauge) {
        this.set(counted.reduce((sum, queue) => sum + queue.depth, 0));
      },
    });
  }

  /**
   * @param measured false for what is written beside claims and votes, whose commits the metrics are about
   * @param abreast commits of a namespace that may be on their way at once
   */
  open<Item, Result>(work: CommitWork<Item, Result>, { measured = true, abreast = 2 }: QueueOptions = {}): CommitQueue<Item, Result> {
    const queue = new CommitQueue<Item, Result>(
      (namespace) =>
        new GroupCommit({
          commit: (items) => (measured ? this.measured(() => work(namespace, items), items.length) : work(namespace, items)),
          canIsolate: isDataError,
          isStoreAway,
          maxItems: this.config.STEMEDB_COMMIT_MAX_ROWS,
          queueLimit: this.config.STEMEDB_COMMIT_QUEUE_LIMIT,
          onOverflow: overloaded,
          abreast,
        }),
    );
    this.opened.push(queue);
    if (measured) this.counted.push(queue);
    return queue;
  }

  async onModuleDestroy(): Promise<void> {
    while (!this.opened.every((queue) => queue.idle)) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  private async measured<T>(commit: () => Promise<T>, items: number): Promise<T> {
    const end = this.duration.startTimer();
    this.batchSize.observe(items);
    try {
      return await commit();
    } finally {
      end();
    }
  }
}

function isStoreAway(reason: unknown): boolean {
  return reason instanceof DomainError && reason.code === PLATFORM_ERRORS.store_unavailable;
}

function overloaded(): DomainError {
  return new DomainError(PLATFORM_ERRORS.store_overloaded, 'Too many writes are waiting for the store', { retryAfterSeconds: 1 });
}
