import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '@stemedb/platform/errors';
import { CURSOR_PART, decodeCursor, encodeCursor } from '@stemedb/platform/http';
import type { AuditRow } from './audit-chain.rules';
import type { AuditList, AuditSummary, AuditView, ListAuditsQuery, ReplayResponse } from './audit.dto';
import { AUDIT_ERRORS } from './audit.errors';
import { AuditReplayers } from './audit.replayers';
import { AuditRepository } from './audit.repository';

const SORT_KEY = [CURSOR_PART.moment, (part: string) => /^\d{1,18}$/.test(part)];

interface Payload {
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly digest?: string;
}

@Injectable()
export class AuditService {
  constructor(
    private readonly audits: AuditRepository,
    private readonly replayers: AuditReplayers,
  ) {}

  /** Newest first. */
  async list(namespace: string, query: ListAuditsQuery): Promise<AuditList> {
    const { limit, cursor, ...filter } = query;
    const fingerprint = fingerprintOf(namespace, filter);
    const key = cursor === undefined ? undefined : decodeCursor(cursor, fingerprint, SORT_KEY);
    const after = key && { recordedAt: key[0] ?? '', sequence: key[1] ?? '' };
    const rows = await this.audits.list(namespace, filter, after, limit + 1);
    const items = rows.slice(0, limit).map(summaryOf);
    const last = items.at(-1);
    const more = rows.length > limit && last;
    return { items, next_cursor: more ? encodeCursor(fingerprint, [last.recorded_at, String(last.sequence)]) : null };
  }

  /** @throws DomainError audit_not_found (404) */
  async find(namespace: string, id: string): Promise<AuditView> {
    const row = await this.row(namespace, id);
    return { ...summaryOf(row), previous_hash: row.previous_hash, payload: JSON.parse(row.payload) as object };
  }

  /**
   * Asks an audited question again, of its own moment and of the present.
   *
   * @throws DomainError audit_not_found (404), audit_not_replayable (422)
   */
  async replay(namespace: string, id: string): Promise<ReplayResponse> {
    const { path, as_of: asOf, payload } = await this.row(namespace, id);
    const { parameters, digest } = JSON.parse(payload) as Payload;
    const replayer = this.replayers.find(path);
    if (!replayer || path === null || asOf === null || !parameters || digest === undefined) {
      throw new DomainError(AUDIT_ERRORS.audit_not_replayable, path === null ? 'It is of an act, not of a question' : `Nothing answers ${path}`);
    }
    const query = { path, parameters };
    const [then, today] = await Promise.all([replayer.replay(namespace, query, asOf), replayer.replay(namespace, query, undefined)]);
    return {
      id,
      as_of: asOf,
      digest_then: digest,
      digest_now: then.digest,
      same_as_then: then.digest === digest,
      today: { digest: today.digest, differs: today.substance !== then.substance, winner: today.winner },
    };
  }

  private async row(namespace: string, id: string): Promise<AuditRow> {
    const row = await this.audits.find(namespace, id);
    if (!row) throw new DomainError(AUDIT_ERRORS.audit_not_found, `There is no audit ${id}`);
    return row;
  }
}

function summaryOf(row: AuditRow): AuditSummary {
  const { id, kind, recorded_at, path, act, key_id, agent_id, subject, lens, as_of, sequence, hash } = row;
  return { id, kind, recorded_at, path, act, key_id, agent_id, subject, lens, as_of, sequence, hash };
}

function fingerprintOf(namespace: string, filter: object): string {
  return createHash('sha256').update(JSON.stringify(['audit', namespace, filter])).digest('base64url').slice(0, 16);
}
