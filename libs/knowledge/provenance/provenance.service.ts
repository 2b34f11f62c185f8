import { Injectable } from '@nestjs/common';
import { ASSERTION_ERRORS } from '@stemedb/knowledge/assertions';
import { ZERO_HASH } from '@stemedb/knowledge/claims';
import { SOURCE_ERRORS, type SourceStatus } from '@stemedb/knowledge/sources';
import { DomainError } from '@stemedb/platform/errors';
import { CURSOR_PART, decodeCursor, encodeCursor } from '@stemedb/platform/http';
import type { Moment } from '@stemedb/platform/time';
import { lineFrom } from './lineage.rules';
import type { AncestorClaim, AssertionProvenance, ProvenanceQuery, RestingClaim, SourceProvenance } from './provenance.dto';
import { type LineRow, ProvenanceRepository } from './provenance.repository';

const depthPart = (part: string): boolean => /^(0|[1-9]\d{0,8})$/.test(part);

/** The moment of the first page, then the place of the last row. */
const RESTING_KEY = [CURSOR_PART.moment, depthPart, CURSOR_PART.moment, CURSOR_PART.hash];
const LINE_KEY = [CURSOR_PART.moment, depthPart];

type Page = Pick<ProvenanceQuery, 'as_of' | 'limit' | 'cursor'>;

/** A page of what rests on a source, all pages as of the moment of the first. */
export interface Resting {
  readonly asOf: Moment;
  readonly status: SourceStatus;
  readonly items: RestingClaim[];
  readonly nextCursor: string | null;
}

/** Walks from a source to the claims that rest on it, and from a claim to what it rests on. */
@Injectable()
export class ProvenanceService {
  constructor(private readonly repository: ProvenanceRepository) {}

  /** @throws DomainError source_not_found, assertion_not_found (404), validation_failed (400), as_of_in_future (422) */
  async find(namespace: string, query: ProvenanceQuery): Promise<SourceProvenance | AssertionProvenance> {
    if (query.assertion !== undefined) return this.line(namespace, query.assertion, query);
    const hash = query.hash ?? '';
    const { asOf, status, items, nextCursor } = await this.resting(namespace, hash, 'provenance', query);
    return { hash, status, as_of: asOf, items, next_cursor: nextCursor };
  }

  /**
   * @param list distinguishes the cursors of one list from those of another
   * @throws DomainError source_not_found (404), validation_failed (400), as_of_in_future (422)
   */
  async resting(namespace: string, source: string, list: string, { as_of, limit, cursor }: Page): Promise<Resting> {
    const fingerprint = `${list}:${source}:${as_of ?? ''}`;
    const [moment, depth = '', recordedAt = '', hash = ''] = cursor === undefined ? [] : decodeCursor(cursor, fingerprint, RESTING_KEY);
    const after = moment === undefined ? undefined : { depth: Number(depth), recordedAt, hash };
    const { asOf, status, rows } = await this.repository.listResting(namespace, source, moment ?? as_of, after, limit + 1);
    if (status === undefined) throw new DomainError(SOURCE_ERRORS.source_not_found, `There is no source ${source}`);
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    const more = rows.length > limit && last;
    const key = more && [asOf, String(last.depth), last.recorded_at, last.hash];
    return { asOf, status, items, nextCursor: key ? encodeCursor(fingerprint, key) : null };
  }

  private async line(namespace: string, assertion: string, { as_of, limit, cursor }: Page): Promise<AssertionProvenance> {
    const fingerprint = `line:${assertion}:${as_of ?? ''}`;
    const [moment, reached] = cursor === undefined ? [] : decodeCursor(cursor, fingerprint, LINE_KEY);
    const { asOf, links } = await this.repository.findLine(namespace, assertion, moment ?? as_of);
    const line = lineFrom(assertion, links);
    // A claim that is held back does not exist for readers, whatever it derives from.
    if (line[0]?.depth !== 0) throw new DomainError(ASSERTION_ERRORS.assertion_not_found, `There is no assertion ${assertion}`);
    const rest = reached === undefined ? line : line.filter(({ depth }) => depth > Number(reached));
    const items = rest.slice(0, limit);
    const key = rest.length > limit ? [asOf, String(items.at(-1)?.depth)] : undefined;
    return {
      assertion,
      as_of: asOf,
      items: items.map(({ depth, link }) => ancestorOf(depth, link)),
      next_cursor: key ? encodeCursor(fingerprint, key) : null,
    };
  }
}

function ancestorOf(depth: number, row: LineRow): AncestorClaim {
  const { hash, subject, predicate, parent_hash, source_hash, recorded_at } = row;
  const source = { registered: row.source_registered, title: row.source_title, status: row.source_status };
  return { hash, depth, subject, predicate, parent_hash, source_hash, source: source_hash === ZERO_HASH ? null : source, recorded_at };
}
