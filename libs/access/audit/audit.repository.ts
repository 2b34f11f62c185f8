import { Injectable } from '@nestjs/common';
import { type Call, Database, encodeColumns } from '@stemedb/platform/database';
import type { EntityManager } from 'typeorm';
import { type AuditRow, chainRows, EMPTY_CHAIN, type NewAudit } from './audit-chain.rules';
import {
  AUDIT_TYPES,
  type AuditFilter,
  auditOf,
  type AuditPlace,
  auditValues,
  BEGIN_AUDIT,
  FIND_AUDIT,
  INSERT_AUDITS,
  INSERT_CHECKPOINT,
  listAudits,
  type StoredAudit,
} from './audit.statements';

interface BegunRow {
  readonly sequence: string;
  readonly hash: string | null;
  readonly moment: string;
}

@Injectable()
export class AuditRepository {
  constructor(private readonly database: Database) {}

  /** Puts audits behind the last row of the namespace's chain; resolves once they are durable. */
  append(namespace: string, audits: readonly NewAudit[]): Promise<void> {
    const begin: Call = { statement: BEGIN_AUDIT, values: [] };
    return this.database.writeAfter('audit', namespace, begin, ([begun]) => insertsBehind(namespace, begun as BegunRow, audits));
  }

  /** The same within a transaction of somebody else: both stand or neither. */
  async appendWithin(manager: EntityManager, namespace: string, audits: readonly NewAudit[]): Promise<void> {
    const [begun] = await manager.query<BegunRow[]>(BEGIN_AUDIT.text);
    for (const { statement, values } of insertsBehind(namespace, begun as BegunRow, audits)) {
      await manager.query(statement.text, [...values]);
    }
  }

  async find(namespace: string, id: string): Promise<AuditRow | undefined> {
    const [row] = await this.database.query<StoredAudit>('audit_read', namespace, { statement: FIND_AUDIT, values: [namespace, id] });
    return row && auditOf(row);
  }

  /** Newest first. */
  async list(namespace: string, filter: AuditFilter, after: AuditPlace | undefined, limit: number): Promise<AuditRow[]> {
    const rows = await this.database.query<StoredAudit>('audits', namespace, listAudits(namespace, filter, after, limit));
    return rows.map(auditOf);
  }
}

/** The chain belongs to whoever has begun, so where it stands does not move before these rows are written. */
function insertsBehind(namespace: string, begun: BegunRow, audits: readonly NewAudit[]): Call[] {
  const head = { sequence: Number(begun.sequence), hash: begun.hash ?? EMPTY_CHAIN.hash };
  const rows = chainRows(namespace, begun.moment, head, audits);
  const last = rows.at(-1);
  if (!last) return [];
  return [
    { statement: INSERT_AUDITS, values: [namespace, begun.moment, ...encodeColumns(AUDIT_TYPES, rows.map(auditValues))] },
    { statement: INSERT_CHECKPOINT, values: [namespace, begun.moment, last.sequence, Buffer.from(last.hash, 'hex')] },
  ];
}
