import { Injectable } from '@nestjs/common';
import { Database, EVERY_NAMESPACE } from '@stemedb/platform/database';
import type { EntityManager } from 'typeorm';
import {
  CLOSE_CIRCUIT,
  FORGET_CIRCUITS,
  LIST_CIRCUITS,
  type ListedCircuit,
  OPEN_CIRCUIT,
  READ_CIRCUITS,
  RESET_CIRCUITS,
  type StoredCircuit,
  WATCH,
} from './circuit-breaker.statements';
import type { Change } from './circuit.register';

/** A place in the list: the key, and the agent or nothing. */
export interface CircuitPlace {
  readonly keyId: string;
  readonly agentId: string;
}

@Injectable()
export class CircuitBreakerRepository {
  constructor(private readonly database: Database) {}

  /** The circuits of all namespaces that are not closed; those that open longest first. */
  readAll(limit: number): Promise<StoredCircuit[]> {
    return this.database.manage('circuits_read', EVERY_NAMESPACE, async (manager) => {
      await manager.query(WATCH);
      return manager.query<StoredCircuit[]>(READ_CIRCUITS, [limit]);
    });
  }

  /** @param now of the clock by which the changes are dated */
  async publish(changes: readonly Change[], now: number): Promise<void> {
    for (const namespace of new Set(changes.map(({ tripped }) => tripped.caller.namespace))) {
      const own = changes.filter(({ tripped }) => tripped.caller.namespace === namespace);
      await this.database.manage('circuits_write', namespace, async (manager) => {
        await manager.query(FORGET_CIRCUITS, [namespace]);
        for (const change of own) await write(manager, change, now);
      });
    }
  }

  list(namespace: string, after: CircuitPlace, limit: number): Promise<ListedCircuit[]> {
    return this.database.query<ListedCircuit>('circuits', namespace, {
      statement: LIST_CIRCUITS,
      values: [namespace, after.keyId, after.agentId, limit],
    });
  }

  /**
   * Closes the circuits of a key, or of its use of one agent, and does `also` in the same transaction where there are any.
   *
   * @returns how many there were
   */
  reset(namespace: string, keyId: string, agentId: string | undefined, also: (manager: EntityManager, count: number) => Promise<unknown>): Promise<number> {
    return this.database.manage('circuits_reset', namespace, async (manager) => {
      const [, count] = await manager.query<[unknown[], number]>(RESET_CIRCUITS, [namespace, keyId, agentId ?? null]);
      if (count > 0) await also(manager, count);
      return count;
    });
  }
}

async function write(manager: EntityManager, { kind, tripped }: Change, now: number): Promise<void> {
  const { id, caller, circuit } = tripped;
  const place = [caller.namespace, caller.keyId, caller.agentId ?? '', id];
  if (kind === 'closed') return void (await manager.query(CLOSE_CIRCUIT, place));
  const { openedAt, until, failures, reason } = circuit.opening;
  await manager.query(OPEN_CIRCUIT, [...place, now - openedAt, until - now, failures, reason]);
}
