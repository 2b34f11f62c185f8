import { Injectable } from '@nestjs/common';
import { hex, predicateKey, subjectKey } from '@stemedb/knowledge/assertions';
import { type Lifecycle, type ObjectValue, SOURCE_CLASSES, type SourceClass } from '@stemedb/knowledge/claims';
import { SUPERSEDED_EPOCHS } from '@stemedb/knowledge/epochs';
import type { CandidateSignature, CandidateVote } from '@stemedb/knowledge/lenses';
import { type Call, Database } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import { FIND_ANCESTORS, FIND_CANDIDATES, FIND_CANDIDATES_OF_SPELLINGS } from './candidate.statements';
import { type ClaimRow, secondsIn, type StateRow } from './claim-row.rules';
import { type Ancestor, fallenLines } from './descent.rules';
import { canonicalSpelling, familyCalls } from './family';
import type { FoundCandidate } from './found-candidate';
import type { FilterParameters } from './query.schema';

/** The claims of one subject that a lens is to weigh. */
export interface Question {
  readonly subject: string;
  readonly predicates: readonly string[];
  /** Undefined is the present. */
  readonly asOf: Moment | undefined;
  readonly filter: Pick<FilterParameters, 'agent_id' | 'visual_near' | 'visual_threshold' | 'resolve_aliases'>;
}

/** The claims of a question as they stood at a moment, and what else was so then. */
export interface Found {
  readonly asOf: Moment;
  readonly candidates: readonly FoundCandidate[];
  /** Other subjects that mean the same and were asked as well. */
  readonly aliases: readonly string[];
  readonly supersededEpochs: ReadonlySet<string>;
}

interface CandidateRow extends ClaimRow, StateRow {
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
    const calls = [candidatesCall(namespace, question, limit), epochsCall(namespace), ...familyCalls(namespace, { subject: question.subject, ...question.filter })];
    const { asOf, rows } = await this.database.readAt('candidates', namespace, question.asOf, calls);
    const [found = [], epochs = [], family = []] = rows as unknown as [CandidateRow[], { id: string }[], { subject: string }[]];
    const hasFallen = await this.fallen(namespace, asOf, found);
    return {
      asOf,
      candidates: found.map((row) => candidateOf(row, hasFallen)),
      aliases: family.map(({ subject }) => subject),
      supersededEpochs: new Set(epochs.map(({ id }) => id)),
    };
  }

  /** Most claims derive from nothing; then there is nothing to ask. */
  private async fallen(namespace: string, asOf: Moment, rows: readonly CandidateRow[]) {
    const parents = rows.flatMap(({ parent_hash }) => (parent_hash === null ? [] : [hex(parent_hash)]));
    if (parents.length === 0) return fallenLines([]);
    const call: Call = { statement: FIND_ANCESTORS, values: [namespace, parents] };
    const answer = await this.database.readAt('ancestors', namespace, asOf, [call]);
    return fallenLines(answer.rows[0] as unknown as Ancestor[]);
  }
}

function candidatesCall(namespace: string, question: Question, limit: number): Call {
  const { subject, predicates, filter } = question;
  const values = [
    namespace,
    subjectKey(namespace, subject),
    subject,
    filter.resolve_aliases,
    predicates.map(predicateKey),
    predicates,
    filter.agent_id === undefined ? null : hex(filter.agent_id),
    filter.visual_near ?? null,
    filter.visual_threshold,
    limit,
  ];
  const [key, spelling] = canonicalSpelling(namespace, { subject, ...filter });
  if (spelling === subject) return { statement: FIND_CANDIDATES, values };
  return { statement: FIND_CANDIDATES_OF_SPELLINGS, values: [...values, key, spelling] };
}

function epochsCall(namespace: string): Call {
  return { statement: SUPERSEDED_EPOCHS, values: [namespace] };
}

/** Stands for an object that was erased. No lens looks at the object of a redacted claim. */
const ERASED: ObjectValue = { type: 'Text', value: '' };

/** One shape for all, as in claimOf. */
function candidateOf(row: CandidateRow, hasFallen: (parentHash: string | null) => boolean): FoundCandidate {
  return {
    hash: row.hash,
    subject: row.subject,
    predicate: row.predicate,
    object: row.redaction === null ? (JSON.parse(row.object) as ObjectValue) : ERASED,
    confidence: row.confidence,
    source_hash: row.source_hash,
    source_class: SOURCE_CLASSES[row.source_class] as SourceClass,
    lifecycle: row.state as Lifecycle,
    epoch: row.epoch,
    parent_hash: row.parent_hash,
    valid_from: secondsIn(row.valid_from),
    valid_to: secondsIn(row.valid_to),
    signatures: row.signatures,
    votes: row.votes ?? [],
    superseded_by: row.superseded_by,
    invalidated: row.source_status === 'retracted' || hasFallen(row.parent_hash) ? 'source_retracted' : null,
    quarantined: row.quarantined,
    redacted: row.redaction !== null,
    narrative: row.narrative ?? undefined,
    sourceKnown: row.source_known,
    sourceTitle: row.source_title,
    sourceStatus: row.source_status,
    recorded_at: row.recorded_at,
  };
}
