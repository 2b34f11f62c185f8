import { Injectable } from '@nestjs/common';
import { hex, predicateKey, subjectKey } from '@stemedb/knowledge/assertions';
import { type Lifecycle, type ObjectValue, SOURCE_CLASSES, type SourceClass } from '@stemedb/knowledge/claims';
import type { CandidateSignature, CandidateVote } from '@stemedb/knowledge/lenses';
import { Database } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import { FIND_CANDIDATES } from './candidate.statements';
import { type ClaimRow, secondsIn } from './claim-row.rules';
import type { FoundCandidate } from './found-candidate';
import type { FilterParameters } from './query.schema';

/** The claims of one subject that a lens is to weigh. */
export interface Question {
  readonly subject: string;
  readonly predicates: readonly string[];
  /** Undefined is the present. */
  readonly asOf: Moment | undefined;
  readonly filter: Pick<FilterParameters, 'agent_id' | 'visual_near' | 'visual_threshold'>;
}

/** The claims of a question as they stood at a moment. */
export interface Found {
  readonly asOf: Moment;
  readonly candidates: readonly FoundCandidate[];
}

interface CandidateRow extends ClaimRow {
  readonly signatures: readonly CandidateSignature[];
  readonly votes: readonly CandidateVote[] | null;
  readonly quarantined: boolean;
  readonly source_known: boolean;
  readonly source_title: string | null;
}

@Injectable()
export class CandidateRepository {
  constructor(private readonly database: Database) {}

  /** @throws DomainError as_of_in_future */
  async find(namespace: string, question: Question, limit: number): Promise<Found> {
    const { subject, predicates, filter } = question;
    const values = [
      namespace,
      subjectKey(namespace, subject),
      predicates.map(predicateKey),
      subject,
      predicates,
      filter.agent_id === undefined ? null : hex(filter.agent_id),
      filter.visual_near ?? null,
      filter.visual_threshold,
      limit,
    ];
    const call = { statement: FIND_CANDIDATES, values };
    const { asOf, rows } = await this.database.readAt('candidates', namespace, question.asOf, [call]);
    return { asOf, candidates: (rows[0] as unknown as CandidateRow[]).map(candidateOf) };
  }
}

/** One shape for all, as in claimOf. */
function candidateOf(row: CandidateRow): FoundCandidate {
  return {
    hash: row.hash,
    subject: row.subject,
    predicate: row.predicate,
    object: JSON.parse(row.object) as ObjectValue,
    confidence: row.confidence,
    source_hash: row.source_hash,
    source_class: SOURCE_CLASSES[row.source_class] as SourceClass,
    lifecycle: row.lifecycle as Lifecycle,
    epoch: row.epoch,
    parent_hash: row.parent_hash,
    valid_from: secondsIn(row.valid_from),
    valid_to: secondsIn(row.valid_to),
    signatures: row.signatures,
    votes: row.votes ?? [],
    quarantined: row.quarantined,
    narrative: row.narrative ?? undefined,
    sourceKnown: row.source_known,
    sourceTitle: row.source_title,
    recorded_at: row.recorded_at,
  };
}
