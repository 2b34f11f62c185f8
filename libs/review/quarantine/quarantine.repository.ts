import { Injectable } from '@nestjs/common';
import { AuditLog } from '@stemedb/access/audit';
import { TrustRegister } from '@stemedb/knowledge/agents';
import { hex } from '@stemedb/knowledge/assertions';
import { Database, EVERY_NAMESPACE } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import type { EntityManager } from 'typeorm';
import { type Ruling, rule, type State, type Wish } from './decision.rules';
import type { ListQuarantineQuery } from './quarantine.dto';
import { COUNT_PENDING, DECIDE, FIND_STATES, listQuarantine, type QuarantinePosition } from './quarantine.statements';

/** The wish of somebody, and why. */
export interface Request extends Wish {
  /** The API key of the admin. */
  readonly keyId: string;
  readonly note: string | undefined;
}

export interface Ruled {
  readonly rulings: readonly Ruling[];
  /** Since when what was granted holds. */
  readonly decidedAt: Moment;
}

export interface QuarantineRow {
  readonly hash: string;
  readonly subject: string;
  readonly predicate: string;
  /** Canonical JSON text. */
  readonly object: string;
  readonly confidence: number;
  readonly narrative: string | null;
  readonly agents: string[];
  readonly reason: string;
  readonly detail: string;
  readonly state: State;
  readonly recorded_at: Moment;
  readonly decided_at: Moment | null;
  readonly decided_by: string | null;
}

interface StateRow {
  readonly hash: string;
  readonly state: State;
  readonly reason: string;
  readonly agents: readonly string[] | null;
}

@Injectable()
export class QuarantineRepository {
  constructor(
    private readonly database: Database,
    private readonly trust: TrustRegister,
    private readonly audits: AuditLog,
  ) {}

  list(namespace: string, query: ListQuarantineQuery, after: QuarantinePosition | undefined): Promise<QuarantineRow[]> {
    return this.database.query<QuarantineRow & Record<string, unknown>>('quarantine_list', namespace, listQuarantine(namespace, query, after));
  }

  /** What would come of wishes now, without making anybody wait. */
  async foretell(namespace: string, wishes: readonly Wish[]): Promise<Ruling[]> {
    const values = [namespace, wishes.map(({ hash }) => hex(hash))];
    const rows = await this.database.query<StateRow & Record<string, unknown>>('quarantine_states', namespace, { statement: FIND_STATES, values });
    return rule(new Map(rows.map(({ hash, state }) => [hash, state])), wishes);
  }

  /**
   * Rules on requests in one commit, with their audits and, for what is rejected, an inaccurate outcome for each signer.
   * The states are read after the commit began, when the namespace's other commits wait: each claim is decided on once.
   */
  decide(namespace: string, requests: readonly Request[]): Promise<Ruled> {
    return this.database.manageCommit('quarantine_decide', namespace, async (manager, decidedAt) => {
      const rows: StateRow[] = await manager.query(FIND_STATES.text, [namespace, requests.map(({ hash }) => hex(hash))]);
      const held = new Map(rows.map((row) => [row.hash, row]));
      const rulings = rule(new Map(rows.map(({ hash, state }) => [hash, state])), requests);
      const granted = requests.filter((_request, index) => rulings[index] === 'granted');
      await manager.query(DECIDE, [
        namespace,
        granted.map(({ hash }) => hex(hash)),
        granted.map(({ decision }) => decision),
        granted.map(({ keyId }) => keyId),
      ]);
      await this.countAgainstSigners(manager, namespace, granted, held);
      await this.audits.appendAllAdminWithin(manager, namespace, granted.map((request) => actOf(request, held.get(request.hash))));
      return { rulings, decidedAt };
    });
  }

  private async countAgainstSigners(manager: EntityManager, namespace: string, granted: readonly Request[], held: ReadonlyMap<string, StateRow>): Promise<void> {
    for (const { hash, decision } of granted) {
      if (decision !== 'rejected') continue;
      // Readers see the history of trust, and nothing of a claim that stays out of sight: its hash stands in the audit.
      for (const agentId of held.get(hash)?.agents ?? []) {
        await this.trust.recordOutcome(manager, namespace, agentId, 'inaccurate', 'quarantine', 'A claim was rejected from quarantine');
      }
    }
  }

  /** Of all namespaces. */
  countPending(): Promise<number> {
    return this.database.manage('quarantine_pending', EVERY_NAMESPACE, async (manager) => {
      await manager.query(`SET LOCAL stemedb.survey = 'on'`);
      const rows: { pending: number }[] = await manager.query(COUNT_PENDING);
      return rows[0]?.pending ?? 0;
    });
  }
}

function actOf({ hash, decision, keyId, note }: Request, held: StateRow | undefined) {
  const act = decision === 'approved' ? 'quarantine.approve' : 'quarantine.reject';
  return { act, keyId, detail: { hash, reason: held?.reason ?? null, agents: held?.agents ?? [], note: note ?? null } };
}
