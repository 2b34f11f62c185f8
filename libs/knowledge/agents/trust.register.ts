import { Injectable } from '@nestjs/common';
import { Database } from '@stemedb/platform/database';
import type { EntityManager } from 'typeorm';
import { type Outcome, scoreAfter } from './trust-score.rules';
import { FIND_TRUST, INSERT_EVENT } from './trust.statements';

/** A change of an agent's trust. */
export interface TrustChange {
  readonly agentId: string;
  /** The new rank, 0 to 1. */
  readonly trust: number;
  /** What kind of event changed it. */
  readonly cause: string;
  /** The event in words, for people. */
  readonly detail: string;
}

/** An agent's score on both sides of an event. */
export interface TrustStep {
  readonly before: number;
  readonly after: number;
}

/** Appends to the history of trust. Earlier ranks stay, so that every answer can be given again as of its time. */
@Injectable()
export class TrustRegister {
  constructor(private readonly database: Database) {}

  /** Resolves with the moment of the change, once it is durable. */
  async record(namespace: string, change: TrustChange): Promise<string> {
    const call = { statement: INSERT_EVENT, values: valuesOf(namespace, change) };
    return (await this.database.commit('trust', namespace, [call])).recordedAt;
  }

  /**
   * Remembers what came of something that an agent said. The score is read within the commit, and commits of a namespace
   * take turns: of outcomes at one time none is lost.
   *
   * @param manager that of a `manageCommit` of the namespace which the outcome belongs to, several to one agent included;
   * undefined makes a commit of its own
   * @param cause what kind of event brought the outcome
   * @param detail the event in words, for people
   */
  recordOutcome(
    manager: EntityManager | undefined,
    namespace: string,
    agentId: string,
    outcome: Outcome,
    cause: string,
    detail: string,
  ): Promise<TrustStep> {
    const record = (within: EntityManager) => this.recordWithin(within, namespace, { agentId, outcome, cause, detail });
    return manager ? record(manager) : this.database.manageCommit('trust', namespace, record);
  }

  private async recordWithin(
    manager: EntityManager,
    namespace: string,
    { outcome, ...change }: Omit<TrustChange, 'trust'> & { readonly outcome: Outcome },
  ): Promise<TrustStep> {
    const rows = await manager.query<{ trust: number }[]>(FIND_TRUST.text, [namespace, Buffer.from(change.agentId, 'hex')]);
    const before = Number(rows[0]?.trust);
    const after = scoreAfter(before, outcome);
    await manager.query(INSERT_EVENT.text, valuesOf(namespace, { ...change, trust: after }));
    return { before, after };
  }
}

function valuesOf(namespace: string, { agentId, trust, cause, detail }: TrustChange): unknown[] {
  return [namespace, Buffer.from(agentId, 'hex'), trust, cause, detail];
}
