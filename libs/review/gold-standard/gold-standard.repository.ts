import { Injectable } from '@nestjs/common';
import { type AdminAct, AuditLog } from '@stemedb/access/audit';
import { predicateKey, subjectKey } from '@stemedb/knowledge/assertions';
import { canonicalObject, type ObjectValue } from '@stemedb/knowledge/claims';
import { Database } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import type { EntityManager } from 'typeorm';
import { GoldStandardEntity } from './gold-standard.entity';
import { FIND_CURRENT, LIST, REMOVE } from './gold-standard.statements';

interface StoredGoldStandard {
  readonly id: string;
  readonly subject: string;
  readonly predicate: string;
  /** Canonical JSON. */
  readonly object: string;
  readonly tolerance: number | null;
  readonly note: string;
  readonly recorded_at: Moment;
}

export interface GoldStandardRow extends Omit<StoredGoldStandard, 'object'> {
  readonly object: ObjectValue;
}

export type NewGoldStandard = Omit<GoldStandardRow, 'recorded_at'>;

/** Where a page begins: behind this gold standard. */
export interface GoldStandardPosition {
  readonly recordedAt: Moment;
  readonly id: string;
}

export function goldStandardOf<Row extends StoredGoldStandard>(row: Row): Omit<Row, 'object'> & { readonly object: ObjectValue } {
  return { ...row, object: JSON.parse(row.object) as ObjectValue };
}

/** The gold standards of one namespace within a commit, where nobody else can change them. */
export class GoldStandardCommit {
  constructor(
    private readonly manager: EntityManager,
    private readonly audits: AuditLog,
    private readonly namespace: string,
    readonly recordedAt: Moment,
  ) {}

  async findCurrent(subject: string, predicate: string): Promise<GoldStandardRow | undefined> {
    const values = [this.namespace, subjectKey(this.namespace, subject), predicateKey(predicate), subject, predicate];
    const rows: StoredGoldStandard[] = await this.manager.query(FIND_CURRENT, values);
    return rows[0] && goldStandardOf(rows[0]);
  }

  async insert({ object, ...gold }: NewGoldStandard, keyId: string): Promise<void> {
    const keys = { subjectKey: subjectKey(this.namespace, gold.subject), predicateKey: predicateKey(gold.predicate) };
    const row = { ...gold, ...keys, namespace: this.namespace, object: canonicalObject(object), keyId };
    await this.manager.getRepository(GoldStandardEntity).insert(row);
    await this.audit('gold_standard.create', gold, keyId);
  }

  async remove(gold: GoldStandardRow, keyId: string): Promise<Moment> {
    const rows: { removed_at: Moment }[] = await this.manager.query(REMOVE, [this.namespace, gold.id]);
    await this.audit('gold_standard.remove', gold, keyId);
    return rows[0]?.removed_at ?? this.recordedAt;
  }

  /** The answer itself is left out of the trail. */
  private async audit(act: string, { id, subject, predicate, tolerance, note }: Omit<NewGoldStandard, 'object'>, keyId: string): Promise<void> {
    const done: AdminAct = { act, keyId, subject, detail: { gold_standard_id: id, predicate, tolerance, note } };
    await this.audits.appendAdminWithin(this.manager, this.namespace, done);
  }
}

@Injectable()
export class GoldStandardRepository {
  constructor(
    private readonly database: Database,
    private readonly audits: AuditLog,
  ) {}

  commit<T>(namespace: string, work: (commit: GoldStandardCommit) => Promise<T>): Promise<T> {
    return this.database.manageCommit('gold_standard', namespace, (manager, recordedAt) =>
      work(new GoldStandardCommit(manager, this.audits, namespace, recordedAt)),
    );
  }

  /** @throws DomainError as_of_in_future */
  async list(namespace: string, asked: Moment | undefined, after: GoldStandardPosition | undefined, limit: number) {
    const values = [namespace, after?.recordedAt ?? null, after?.id ?? null, limit];
    const { asOf, rows } = await this.database.readAt('gold_standards', namespace, asked, [{ statement: LIST, values }]);
    return { asOf, rows: (rows[0] as unknown as StoredGoldStandard[]).map(goldStandardOf) };
  }
}
