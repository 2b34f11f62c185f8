import { Injectable } from '@nestjs/common';
import { AuditLog } from '@stemedb/access/audit';
import { hex } from '@stemedb/knowledge/assertions';
import { Database, rfc3339 } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import type { AffectedCounts, SourceStatus } from './source-status.dto';
import { SourceStatusEntity } from './source-status.entity';
import { COUNT_RESTING } from './source-status.statements';
import { decide, type Standing, type Verdict } from './source-status.rules';

/** When the source was registered, and what was said of it last and before that. */
const FIND_STANDING_STATUS = `
  SELECT ${rfc3339('s.recorded_at')} AS registered_at, coalesce((
    SELECT json_agg(json_build_object('status', status, 'recorded_at', ${rfc3339('recorded_at')}) ORDER BY recorded_at DESC)
    FROM (
      SELECT status, recorded_at FROM source_status
      WHERE namespace = s.namespace AND source_hash = s.hash ORDER BY recorded_at DESC LIMIT 2) latest), '[]') AS latest
  FROM source s WHERE s.namespace = $1 AND s.hash = $2`;

/** What an admin says of a source. */
export interface Judgement {
  readonly hash: string;
  readonly status: SourceStatus;
  readonly reason: string;
  /** The API key of the admin. */
  readonly keyId: string;
}

@Injectable()
export class SourceStatusRepository {
  constructor(
    private readonly database: Database,
    private readonly audits: AuditLog,
  ) {}

  /**
   * Appends a status that is new, and its audit. Commits of a namespace take turns, so of two that say the same one finds it said.
   * Answers undefined where there is no such source.
   */
  record(namespace: string, judgement: Judgement): Promise<Verdict | undefined> {
    const sourceHash = hex(judgement.hash);
    return this.database.manageCommit('source_status', namespace, async (manager, recordedAt) => {
      const rows: Standing[] = await manager.query(FIND_STANDING_STATUS, [namespace, sourceHash]);
      const [standing] = rows;
      if (!standing) return undefined;
      const verdict = decide(standing, judgement.status, recordedAt);
      if (verdict.outcome === 'changed') {
        const { hash, status, reason, keyId } = judgement;
        await manager.getRepository(SourceStatusEntity).insert({ namespace, sourceHash, status, reason, keyId });
        const detail = { source_hash: hash, status, previous: verdict.previous, reason };
        await this.audits.appendAdminWithin(manager, namespace, { act: 'source.status', keyId, detail });
      }
      return verdict;
    });
  }

  /** What rested on a source at a moment. It is counted after the commit, which others would wait for. */
  async countResting(namespace: string, hash: string, moment: Moment): Promise<AffectedCounts> {
    const call = { statement: COUNT_RESTING, values: [namespace, hex(hash)] };
    const { rows } = await this.database.readAt('source_resting', namespace, moment, [call]);
    return rows[0]?.[0] as AffectedCounts;
  }
}
