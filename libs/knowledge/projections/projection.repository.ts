import { Injectable } from '@nestjs/common';
import { hex } from '@stemedb/knowledge/assertions';
import { Database, findNamespaces } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import type { EntityManager } from 'typeorm';
import type { ProjectedClaim, ProjectionSession, Span, Step } from './projection';
import {
  FIND_CHECKPOINT,
  FIND_ERASED,
  FIND_NEXT_CLAIMS,
  FIND_SPAN,
  LOCK_PROJECTION,
  MOVE_CHECKPOINT,
} from './projection.statements';

@Injectable()
export class ProjectionRepository {
  constructor(private readonly database: Database) {}

  /** What is left to be taken in; undefined where nothing is. */
  async findSpan(namespace: string, name: string): Promise<Span | undefined> {
    const call = { statement: FIND_SPAN, values: [namespace, name] };
    const [row] = await this.database.query<{ up_to: Moment; after: Moment | null }>('projection_span', namespace, call);
    if (!row || (row.after !== null && row.after >= row.up_to)) return undefined;
    return { after: row.after, upTo: row.up_to };
  }

  /** The next claims of a span, about so many: those of one commit are never parted. */
  async findNextClaims(namespace: string, span: Span, count: number): Promise<ProjectedClaim[]> {
    const values = [namespace, span.after, span.upTo, count];
    return this.database.query<ProjectedClaim & Record<string, unknown>>('projection_claims', namespace, { statement: FIND_NEXT_CLAIMS, values });
  }

  /** Writes a step and moves the checkpoint with it; nothing where another instance has moved it meanwhile. */
  write(namespace: string, name: string, after: Moment | null, step: Step): Promise<void> {
    return this.database.manage('projection_step', namespace, async (manager) => {
      const session = sessionOf(manager);
      await session.query(LOCK_PROJECTION, [namespace, name]);
      const [checkpoint] = await session.query<{ recorded_at: Moment }>(FIND_CHECKPOINT, [namespace, name]);
      if ((checkpoint?.recorded_at ?? null) !== after) return;
      await step.write(session);
      await session.query(MOVE_CHECKPOINT, [namespace, name, step.reached]);
    });
  }

  /**
   * Does something to a projection's rows in the transaction of somebody else, while no step of the projection is on its
   * way: what a step has read before is written before, or else looked at again.
   */
  async alongside(manager: EntityManager, namespace: string, name: string, work: (session: ProjectionSession) => Promise<void>): Promise<void> {
    const session = sessionOf(manager);
    await session.query(LOCK_PROJECTION, [namespace, name]);
    await work(session);
  }

  /** The claims without those that were erased since they were read. */
  async withoutErased(session: ProjectionSession, namespace: string, claims: readonly ProjectedClaim[]): Promise<ProjectedClaim[]> {
    const erased = await session.query<{ hash: string }>(FIND_ERASED, [namespace, claims.map(({ hash }) => hex(hash))]);
    const hashes = new Set(erased.map(({ hash }) => hash));
    return claims.filter(({ hash }) => !hashes.has(hash));
  }

  /** The moment that a read stands for: the one asked for, or else the present. */
  async settle(namespace: string, asked: Moment | undefined): Promise<Moment> {
    return (await this.database.readAt('projection_moment', namespace, asked, [])).asOf;
  }

  /** The moment of the last commit taken in. */
  async findCheckpoint(namespace: string, name: string): Promise<Moment | undefined> {
    const call = { statement: FIND_CHECKPOINT, values: [namespace, name] };
    const [row] = await this.database.query<{ recorded_at: Moment }>('projection_checkpoint', namespace, call);
    return row?.recorded_at;
  }

  findNamespaces(): Promise<string[]> {
    return findNamespaces(this.database);
  }
}

const sessionOf = (manager: EntityManager): ProjectionSession => ({
  query: <Row>(statement: { text: string }, values: readonly unknown[] = []) =>
    manager.query<Row[]>(statement.text, [...values]),
});
