import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '@stemedb/platform/database';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import type { Moment } from '@stemedb/platform/time';
import type { EntityManager } from 'typeorm';
import type { ErasedClaim, Follower, Projection, ProjectionSession, Span, Step } from './projection';
import { PROJECTION_ERRORS } from './projection.errors';
import { ProjectionLag } from './projection-lag';
import { ProjectionRepository } from './projection.repository';

const BATCH = 2_000;
/** Commits are followed this long after the first of them, so that a busy namespace is followed in large steps. */
const DEBOUNCE_MS = 1_000;

/** How long a read waits for a projection that has a long way to go, behind a large import say. */
const PATIENCE_MS = 10_000;

/** Those who wait for a projection: for the run on its way, or for the one behind it. */
interface Line {
  running: Promise<void>;
  next: Promise<void> | undefined;
}

/**
 * Keeps derived tables current, off the write path: a while after commits in the background, and before a read that must
 * not miss anything. Nothing is ever taken in twice, however many instances are at it.
 */
@Injectable()
export class Projector implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Projector.name);
  private readonly followers = new Map<string, Follower>();
  private readonly lines = new Map<string, Line>();
  private readonly woken = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private background: Promise<void> = Promise.resolve();
  private readonly unsubscribe: () => void;
  private stopping = false;

  constructor(
    private readonly repository: ProjectionRepository,
    private readonly lag: ProjectionLag,
    database: Database,
  ) {
    // Whatever was committed: a standing depends on votes, trust and retractions as well.
    this.unsubscribe = database.commits.subscribe((namespace) => this.wake(namespace));
  }

  /** @throws Error when the name is taken */
  register(projection: Projection): void {
    this.follow({
      name: projection.name,
      next: (namespace, span) => this.nextClaims(projection, namespace, span),
      ...(projection.forget ? { forget: projection.forget.bind(projection) } : {}),
    });
  }

  /** Takes a claim out of every derived table, in the transaction that erases it. */
  async forget(manager: EntityManager, namespace: string, claim: ErasedClaim): Promise<void> {
    for (const follower of this.followers.values()) {
      if (follower.forget) await this.alongside(manager, namespace, follower.name, async (session) => follower.forget?.(session, namespace, claim));
    }
  }

  /**
   * Does something to a derived table in the transaction of somebody else, while no instance has a step of it on its way;
   * also where this process does not follow it.
   */
  alongside(manager: EntityManager, namespace: string, name: string, work: (session: ProjectionSession) => Promise<void>): Promise<void> {
    return this.repository.alongside(manager, namespace, name, work);
  }

  /** @throws Error when the name is taken */
  follow(follower: Follower): void {
    if (this.followers.has(follower.name)) throw new Error(`Two projections are named ${follower.name}`);
    this.followers.set(follower.name, follower);
    this.lag.add(follower.name);
  }

  /**
   * Resolves once everything that was recorded before the call is taken in.
   *
   * @throws DomainError store_unavailable, also where the server stops before a long way is done
   */
  catchUp(namespace: string, name: string): Promise<void> {
    const follower = this.followers.get(name);
    if (!follower) throw new Error(`No projection is named ${name}`);
    const key = `${namespace}:${name}`;
    const line = this.lines.get(key);
    if (!line) return this.start(key, namespace, follower);
    // The run on its way may have looked at the records before the caller's were there.
    line.next ??= line.running.then(
      () => this.start(key, namespace, follower),
      () => this.start(key, namespace, follower),
    );
    return line.next;
  }

  /**
   * Fixes the moment that a read of a derived table stands for, and sees to it that the table has come so far: the moment
   * asked for, or else the present. Where catching up takes too long, a read of the present stands for the moment up to
   * which the table has come.
   *
   * @throws DomainError as_of_in_future; projection_behind where the table has not come to the moment asked for
   */
  async settle(namespace: string, name: string, asked: Moment | undefined, patienceMs = PATIENCE_MS): Promise<Moment> {
    const settled = await this.repository.settle(namespace, asked);
    if (await finishesWithin(this.catchUp(namespace, name), patienceMs)) return settled;
    const reached = await this.repository.findCheckpoint(namespace, name);
    if (reached !== undefined && reached >= settled) return settled;
    if (reached !== undefined && asked === undefined) return reached;
    throw new DomainError(PROJECTION_ERRORS.projection_behind, `So far it holds what was recorded by ${reached ?? 'the very beginning'}`, {
      retryAfterSeconds: 5,
    });
  }

  onApplicationBootstrap(): void {
    this.inBackground(async () => {
      for (const namespace of await this.repository.findNamespaces()) this.woken.add(namespace);
      await this.followWoken();
    });
  }

  /** Waits for the step that is on its way. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    this.unsubscribe();
    clearTimeout(this.timer);
    await this.background;
    await Promise.allSettled([...this.lines.values()].map(({ running }) => running));
  }

  private start(key: string, namespace: string, follower: Follower): Promise<void> {
    const running = this.run(namespace, follower).finally(() => {
      if (this.lines.get(key)?.running === running) this.lines.delete(key);
    });
    this.lines.set(key, { running, next: undefined });
    return running;
  }

  private async run(namespace: string, follower: Follower): Promise<void> {
    this.lag.begun(follower.name, namespace);
    const first = await this.repository.findSpan(namespace, follower.name);
    for (let span = first; span && first && (span.after ?? '') < first.upTo; span = await this.repository.findSpan(namespace, follower.name)) {
      if (this.stopping && span !== first) {
        throw new DomainError(PLATFORM_ERRORS.store_unavailable, 'The server is stopping', { retryAfterSeconds: 2 });
      }
      const step = await follower.next(namespace, span);
      await this.repository.write(namespace, follower.name, span.after, step);
    }
    this.lag.done(follower.name, namespace);
  }

  private async nextClaims(projection: Projection, namespace: string, span: Span): Promise<Step> {
    const claims = await this.repository.findNextClaims(namespace, span, BATCH);
    const reached = claims.length < BATCH ? span.upTo : (claims.at(-1)?.recorded_at ?? span.upTo);
    const write: Step['write'] = async (session) => {
      const standing = claims.length > 0 ? await this.repository.withoutErased(session, namespace, claims) : [];
      if (standing.length > 0) await projection.apply(session, namespace, standing);
    };
    return { reached, write };
  }

  private wake(namespace: string): void {
    this.lag.recorded(namespace, performance.now());
    this.woken.add(namespace);
    if (this.timer || this.stopping) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.inBackground(() => this.followWoken());
    }, DEBOUNCE_MS).unref();
  }

  /** One after the other, so that background work never takes more than one connection. */
  private async followWoken(): Promise<void> {
    for (const namespace of this.woken) {
      this.woken.delete(namespace);
      for (const name of this.followers.keys()) {
        if (this.stopping) return;
        await this.catchUp(namespace, name);
      }
    }
  }

  private inBackground(work: () => Promise<void>): void {
    this.background = this.background.then(work).catch((error: unknown) => {
      // Nothing is lost: the checkpoint stays, and the next write or read takes up from there.
      if (!this.stopping) this.logger.warn(`A projection has to be taken up again: ${String(error)}`);
    });
  }
}

/** Whether a work is done in time; a late failure is left to whoever comes next. */
async function finishesWithin(work: Promise<void>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
