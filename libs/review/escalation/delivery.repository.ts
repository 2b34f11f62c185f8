import { Injectable } from '@nestjs/common';
import { type AdminAct, AuditLog } from '@stemedb/access/audit';
import type { ProjectionSession } from '@stemedb/knowledge/projections';
import { Database, EVERY_NAMESPACE, rfc3339, type Statement } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import type { Escalation } from './escalation.rules';
import { FIND_WAITING, SURVEY, WRITE_DELIVERIES } from './escalation.statements';
import { webhookBody } from './webhook.rules';

/**
 * Takes deliveries that are due, for as long as an attempt may take: nobody else attempts them meanwhile, and should this
 * process end, another takes them up. Values: namespace, how many, milliseconds.
 */
const TAKE_DUE = `
  UPDATE escalation_delivery d SET attempts = d.attempts + 1, due_at = now() + $3 * interval '1 millisecond'
  FROM (
    SELECT escalation_id FROM escalation_delivery WHERE namespace = $1 AND NOT dead AND due_at <= now()
    ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED) due
  WHERE d.namespace = $1 AND d.escalation_id = due.escalation_id
  RETURNING d.escalation_id AS id, d.payload, d.attempts`;

/** Values: namespace, id, attempts. */
const REMOVE_DELIVERED = 'DELETE FROM escalation_delivery WHERE namespace = $1 AND escalation_id = $2 AND attempts = $3';

/** Values: namespace, id, attempts, the failure, milliseconds to wait, whether it was the last attempt. */
const KEEP_FAILED = `
  UPDATE escalation_delivery SET failure = $4, due_at = now() + $5 * interval '1 millisecond', dead = $6
  WHERE namespace = $1 AND escalation_id = $2 AND attempts = $3`;

/** Milliseconds until the next delivery of a namespace is due. Values: namespace. */
const NEXT_DUE: Statement = {
  text: `
    SELECT greatest(0, extract(epoch FROM due_at - now()) * 1000)::float8 AS wait FROM escalation_delivery
    WHERE namespace = $1 AND NOT dead ORDER BY due_at LIMIT 1`,
};

const DEAD = `escalation_id AS id, attempts, failure, ${rfc3339('created_at')} AS created_at`;

/** Oldest first. Values: namespace, the last row's moment (null for the first page) and id, how many. */
const LIST_DEAD: Statement = {
  text: `
    SELECT ${DEAD} FROM escalation_delivery
    WHERE namespace = $1 AND dead AND ($2::timestamptz IS NULL OR (created_at, escalation_id) > ($2::timestamptz, $3::uuid))
    ORDER BY created_at, escalation_id LIMIT $4`,
};

/** Values: namespace, id. */
const FIND_DELIVERY = 'SELECT dead FROM escalation_delivery WHERE namespace = $1 AND escalation_id = $2 FOR UPDATE';

/** Values: namespace, id. */
const REVIVE = 'UPDATE escalation_delivery SET dead = false, attempts = 0, due_at = now() WHERE namespace = $1 AND escalation_id = $2';

/** A message that is being attempted. */
export interface Attempt {
  readonly id: string;
  readonly payload: string;
  /** This one included. */
  readonly attempts: number;
}

export interface DeadLetter {
  readonly id: string;
  readonly attempts: number;
  readonly failure: string | null;
  readonly created_at: Moment;
}

/** Messages about escalations on their way to the operator's own system. */
@Injectable()
export class DeliveryRepository {
  constructor(
    private readonly database: Database,
    private readonly audits: AuditLog,
  ) {}

  /** In the transaction that opens the escalations. */
  async write(session: ProjectionSession, namespace: string, opened: readonly Escalation[]): Promise<void> {
    const ids = opened.map(({ id }) => id);
    const moments = opened.map(({ openedAt }) => openedAt);
    await session.query(WRITE_DELIVERIES, [namespace, ids, moments, opened.map((escalation) => webhookBody(namespace, escalation))]);
  }

  /** Namespaces in which deliveries wait. */
  findWaiting(): Promise<string[]> {
    return this.database.manage('deliveries_waiting', EVERY_NAMESPACE, async (manager) => {
      await manager.query(SURVEY);
      const rows = await manager.query<{ namespace: string }[]>(FIND_WAITING);
      return rows.map(({ namespace }) => namespace);
    });
  }

  async takeDue(namespace: string, count: number, leaseMs: number): Promise<Attempt[]> {
    const [rows] = await this.change<[Attempt[], number]>('deliveries_take', namespace, TAKE_DUE, [count, leaseMs]);
    return rows;
  }

  /** Undefined where nothing waits. */
  async nextDueMs(namespace: string): Promise<number | undefined> {
    const [row] = await this.database.query<{ wait: number }>('delivery_due', namespace, { statement: NEXT_DUE, values: [namespace] });
    return row?.wait;
  }

  async delivered(namespace: string, { id, attempts }: Attempt): Promise<void> {
    await this.change('delivery_end', namespace, REMOVE_DELIVERED, [id, attempts]);
  }

  async failed(namespace: string, { id, attempts }: Attempt, failure: string, waitMs: number, last: boolean): Promise<void> {
    await this.change('delivery_end', namespace, KEEP_FAILED, [id, attempts, failure, waitMs, last]);
  }

  listDead(namespace: string, after: { readonly createdAt: Moment; readonly id: string } | undefined, limit: number): Promise<DeadLetter[]> {
    const values = [namespace, after?.createdAt ?? null, after?.id ?? null, limit];
    return this.database.query<DeadLetter & Record<string, unknown>>('dead_letters', namespace, { statement: LIST_DEAD, values });
  }

  /** Lets a dead letter be attempted again, and audits that. Answers what it was; undefined where there is none. */
  revive(namespace: string, id: string, keyId: string): Promise<'dead' | 'alive' | undefined> {
    return this.database.manage('delivery_revive', namespace, async (manager) => {
      const rows: { dead: boolean }[] = await manager.query(FIND_DELIVERY, [namespace, id]);
      const [found] = rows;
      if (!found?.dead) return found && 'alive';
      await manager.query(REVIVE, [namespace, id]);
      const act: AdminAct = { act: 'escalation.delivery_retry', keyId, detail: { escalation_id: id } };
      await this.audits.appendAdminWithin(manager, namespace, act);
      return 'dead';
    });
  }

  private change<T>(operation: string, namespace: string, text: string, values: readonly unknown[]): Promise<T> {
    return this.database.manage(operation, namespace, (manager) => manager.query<T>(text, [namespace, ...values]));
  }
}
