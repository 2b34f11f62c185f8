import { Injectable } from '@nestjs/common';
import { ASSERTION_ERRORS, hex } from '@stemedb/knowledge/assertions';
import { Database } from '@stemedb/platform/database';
import { DomainError } from '@stemedb/platform/errors';
import { FIND_ASSERTION } from './candidate.statements';
import { type ClaimFields, claimOf, type ClaimRow } from './claim-row.rules';

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

export interface AssertionFields extends ClaimFields {
  readonly vector?: readonly number[];
  readonly signatures: readonly SignatureFields[];
  readonly votes: readonly VoteFields[];
}

type Row = ClaimRow & {
  readonly vector: number[] | null;
  readonly signatures: SignatureFields[];
  readonly votes: VoteFields[] | null;
};

/** Reads one assertion whole. */
@Injectable()
export class AssertionViewService {
  constructor(private readonly database: Database) {}

  /** @throws DomainError assertion_not_found (404) */
  async find(namespace: string, hash: string): Promise<AssertionFields> {
    const values = [namespace, hex(hash)];
    const [row] = await this.database.query<Row & { [column: string]: unknown }>('assertion', namespace, {
      statement: FIND_ASSERTION,
      values,
    });
    if (!row) throw new DomainError(ASSERTION_ERRORS.assertion_not_found, `There is no assertion ${hash}`);
    return {
      ...claimOf(row),
      ...(row.vector === null ? {} : { vector: row.vector }),
      signatures: row.signatures,
      votes: row.votes ?? [],
    };
  }
}
