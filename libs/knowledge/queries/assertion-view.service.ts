import { Injectable } from '@nestjs/common';
import { ASSERTION_ERRORS, hex } from '@stemedb/knowledge/assertions';
import { Database } from '@stemedb/platform/database';
import { DomainError } from '@stemedb/platform/errors';
import type { Moment } from '@stemedb/platform/time';
import { FIND_ASSERTION } from './assertion-view.statement';
import { type ClaimFields, claimOf, type ClaimRow, type ClaimState, stateOf, type StateRow } from './claim-row.rules';

export interface SignatureFields {
  readonly agent_id: string;
  readonly signature: string;
  readonly timestamp: number;
  readonly recorded_at: string;
}

export interface VoteFields extends SignatureFields {
  readonly hash: string;
  readonly weight: number;
  /** Whether it is the agent's vote that counts now. */
  readonly current: boolean;
}

/** Who decided what becomes of a claim, and why; nulls where an administrator did so without a signature. */
interface DecisionFields {
  readonly hash: string;
  readonly reason: string;
  readonly agent_id: string | null;
  readonly signature: string | null;
  readonly timestamp: number;
  readonly recorded_at: string;
}

export interface SupersessionFields extends DecisionFields {
  readonly type: string;
  readonly superseding_hash: string | null;
}

export interface TransitionFields extends DecisionFields {
  readonly from: string;
  readonly to: string;
}

export interface AssertionFields extends ClaimFields {
  readonly vector?: readonly number[];
  readonly signatures: readonly SignatureFields[];
  readonly votes: readonly VoteFields[];
  readonly supersessions: readonly SupersessionFields[];
  readonly transitions: readonly TransitionFields[];
  readonly state: ClaimState;
}

type Row = ClaimRow & StateRow & {
  readonly vector: number[] | null;
  readonly signatures: SignatureFields[];
  readonly votes: VoteFields[] | null;
  readonly supersessions: SupersessionFields[] | null;
  readonly transitions: TransitionFields[] | null;
};

/** Reads one assertion whole. */
@Injectable()
export class AssertionViewService {
  constructor(private readonly database: Database) {}

  /**
   * @param asOf undefined is the present
   * @throws DomainError assertion_not_found (404), as_of_in_future (422)
   */
  async find(namespace: string, hash: string, asOf: Moment | undefined): Promise<AssertionFields> {
    const call = { statement: FIND_ASSERTION, values: [namespace, hex(hash)] };
    const { rows } = await this.database.readAt('assertion', namespace, asOf, [call]);
    const row = rows[0]?.[0] as Row | undefined;
    if (!row) throw new DomainError(ASSERTION_ERRORS.assertion_not_found, `There is no assertion ${hash}`);
    return {
      ...claimOf(row),
      vector: row.vector ?? undefined,
      signatures: row.signatures,
      votes: row.votes ?? [],
      supersessions: row.supersessions ?? [],
      transitions: row.transitions ?? [],
      state: stateOf(row),
    };
  }
}
