import { Injectable } from '@nestjs/common';
import { hex, pairKey, subjectKey } from '@stemedb/knowledge/assertions';
import { Database } from '@stemedb/platform/database';
import { FIND_CANDIDATES } from './candidate.statements';
import { type ClaimRow, claimOf } from './claim-row.rules';
import type { FoundCandidate } from './found-candidate';
import type { Moment } from './moment.rules';
import type { FilterParameters } from './query.schema';

/** The claims of one subject that a lens is to weigh. */
export interface Question {
  readonly subject: string;
  readonly predicates: readonly string[];
  readonly asOf: Moment;
  readonly filter: Pick<FilterParameters, 'agent_id' | 'visual_near' | 'visual_threshold'>;
}

interface CandidateRow extends ClaimRow {
  readonly signatures: readonly [string, number, number][];
  readonly votes: readonly [string, number][];
  readonly quarantined: boolean;
  readonly source_known: boolean;
  readonly source_title: string | null;
}

@Injectable()
export class CandidateRepository {
  constructor(private readonly database: Database) {}

  find(namespace: string, question: Question, limit: number): Promise<FoundCandidate[]> {
    const { subject, predicates, asOf, filter } = question;
    const values = [
      namespace,
      subjectKey(namespace, subject),
      predicates.map((predicate) => pairKey(namespace, subject, predicate)),
      subject,
      predicates,
      asOf,
      filter.agent_id === undefined ? null : hex(filter.agent_id),
      filter.visual_near ?? null,
      filter.visual_threshold,
      limit,
    ];
    return this.database
      .query<CandidateRow>('candidates', namespace, { statement: FIND_CANDIDATES, values })
      .then((rows) => rows.map(candidateOf));
  }
}

function candidateOf(row: CandidateRow): FoundCandidate {
  return {
    ...claimOf(row),
    signatures: row.signatures.map(([agent_id, timestamp, trust]) => ({ agent_id, timestamp, trust })),
    votes: row.votes.map(([agent_id, weight]) => ({ agent_id, weight })),
    quarantined: row.quarantined,
    sourceKnown: row.source_known,
    sourceTitle: row.source_title,
  };
}
