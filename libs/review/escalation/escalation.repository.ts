import { Injectable } from '@nestjs/common';
import { type AdminAct, AuditLog } from '@stemedb/access/audit';
import { hex, predicateKey, subjectKey } from '@stemedb/knowledge/assertions';
import type { ProjectionSession } from '@stemedb/knowledge/projections';
import { Database, EVERY_NAMESPACE } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import type { EntityManager } from 'typeorm';
import { EscalationDecisionEntity } from './escalation-decision.entity';
import type { Resolution } from './escalation.dto';
import {
  type Escalation,
  ESCALATION_LEVELS,
  ESCALATION_STATES,
  ESCALATION_TYPES,
  type EscalationLevel,
  escalationId,
  type EscalationState,
  type EscalationType,
  followAll,
  type Question,
  questionKey,
  type Signal,
} from './escalation.rules';
import {
  COUNT_OPEN,
  COUNT_OPEN_EVERYWHERE,
  FIND_CLAIM_OF_PAIR,
  FIND_DECIDED,
  FIND_ESCALATION,
  LIST_ESCALATIONS,
  LOCK_LATEST,
  RESOLVE_ESCALATION,
  SURVEY,
  WRITE_ESCALATIONS,
} from './escalation.statements';

export interface EscalationRow extends Question {
  readonly id: string;
  readonly level: EscalationLevel;
  readonly count: number;
  readonly state: EscalationState;
  readonly opened_at: Moment;
  readonly updated_at: Moment;
  readonly ended_at: Moment | null;
  readonly resolution: Resolution | null;
  readonly note: string | null;
  readonly winning_hash: string | null;
  readonly resolved_by: string | null;
}

export interface EscalationFilter {
  readonly type?: EscalationType;
  readonly level?: EscalationLevel;
  readonly state?: EscalationState;
}

/** Where a page begins: behind this escalation. */
export interface EscalationPosition {
  readonly openedAt: Moment;
  readonly id: string;
}

export interface OpenCount {
  readonly kind: EscalationType;
  readonly open: number;
}

/** One escalation within a commit, where nobody else can decide about it. */
export class EscalationCommit {
  constructor(
    private readonly manager: EntityManager,
    private readonly audits: AuditLog,
    private readonly namespace: string,
  ) {}

  async find(id: string): Promise<EscalationRow | undefined> {
    const rows: EscalationRow[] = await this.manager.query(FIND_ESCALATION, [this.namespace, id]);
    return rows[0];
  }

  async hasClaim({ subject, predicate }: Question, hash: string): Promise<boolean> {
    const values = [this.namespace, subjectKey(this.namespace, subject), predicateKey(predicate), hex(hash), subject, predicate];
    const rows: unknown[] = await this.manager.query(FIND_CLAIM_OF_PAIR, values);
    return rows.length > 0;
  }

  /** Answers with the escalation as it stands then. */
  async decide(row: EscalationRow, resolution: Resolution, note: string, winningHash: string | undefined, keyId: string): Promise<EscalationRow | undefined> {
    const { id: escalationId, type, subject, predicate } = row;
    const decision = { namespace: this.namespace, escalationId, type, subject, predicate, resolution, note, keyId };
    await this.manager.getRepository(EscalationDecisionEntity).insert({ ...decision, winningHash: winningHash === undefined ? null : hex(winningHash) });
    await this.manager.query(RESOLVE_ESCALATION, [this.namespace, escalationId]);
    const act: AdminAct = {
      act: 'escalation.resolve',
      keyId,
      subject,
      detail: { escalation_id: escalationId, type, predicate, resolution, note, winning_hash: winningHash ?? null },
    };
    await this.audits.appendAdminWithin(this.manager, this.namespace, act);
    return this.find(escalationId);
  }
}

@Injectable()
export class EscalationRepository {
  constructor(
    private readonly database: Database,
    private readonly audits: AuditLog,
  ) {}

  /** Writes what signals make of their questions, and answers with the escalations that are newly open. */
  async follow(session: ProjectionSession, namespace: string, signals: readonly Signal[]): Promise<Escalation[]> {
    const questions = [...new Map(signals.map((signal) => [questionKey(signal), signal])).values()];
    const keys = [questions.map(({ subject }) => subjectKey(namespace, subject)), questions.map(({ predicate }) => predicateKey(predicate))];
    const standing = await session.query<Escalation>(LOCK_LATEST, [namespace, questions.map(({ type }) => type), ...keys]);
    const ids = signals.map((signal) => escalationId(signal, signal.moment));
    const decided = await session.query<{ id: string; decided_at: Moment }>(FIND_DECIDED, [namespace, ids]);
    const { changed, fresh } = followAll(standing, signals, new Map(decided.map(({ id, decided_at }) => [id, decided_at])));
    const rows = changed.map((escalation) => ({
      ...escalation,
      subject_key: subjectKey(namespace, escalation.subject),
      predicate_key: predicateKey(escalation.predicate),
    }));
    if (rows.length > 0) await session.query(WRITE_ESCALATIONS, [namespace, JSON.stringify(rows)]);
    return changed.filter(({ id, state }) => fresh.has(id) && state === 'open');
  }

  /** A page with one row more, and how many are open of each type. */
  async list(namespace: string, filter: EscalationFilter, after: EscalationPosition | undefined, limit: number) {
    const { type = ESCALATION_TYPES, level = ESCALATION_LEVELS, state = ESCALATION_STATES } = filter;
    const values = [namespace, [type].flat(), [level].flat(), [state].flat(), after?.openedAt ?? null, after?.id ?? null, limit + 1];
    const { rows } = await this.database.readAt('escalations', namespace, undefined, [
      { statement: COUNT_OPEN, values: [namespace] },
      { statement: LIST_ESCALATIONS, values },
    ]);
    return { counts: rows[0] as unknown as OpenCount[], rows: rows[1] as unknown as EscalationRow[] };
  }

  commit<T>(namespace: string, work: (commit: EscalationCommit) => Promise<T>): Promise<T> {
    return this.database.manageCommit('escalation_resolve', namespace, (manager) => work(new EscalationCommit(manager, this.audits, namespace)));
  }

  /** Of each type, over all namespaces. */
  countOpenEverywhere(): Promise<OpenCount[]> {
    return this.database.manage('escalations_open', EVERY_NAMESPACE, async (manager) => {
      await manager.query(SURVEY);
      return manager.query<OpenCount[]>(COUNT_OPEN_EVERYWHERE);
    });
  }
}
