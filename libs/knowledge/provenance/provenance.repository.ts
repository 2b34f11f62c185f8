import { Injectable } from '@nestjs/common';
import { hex } from '@stemedb/knowledge/assertions';
import type { SourceStatus } from '@stemedb/knowledge/sources';
import { type Call, Database } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import { FIND_STANDING_SOURCE, LIST_RESTING, LIST_RESTING_HASHES, SUM_UP_RESTING } from './impact.statements';
import type { AffectedAgent, ImpactCounts } from './impact.dto';
import type { Link } from './lineage.rules';
import { FIND_LINE } from './lineage.statements';
import type { RestingClaim } from './provenance.dto';
import type { TraceNode } from './trace.rules';
import { COUNT_TRACEABLE, TRACE_NODES } from './trace.statements';

/** Where a page of what rests on a source begins. */
export interface RestingPosition {
  readonly depth: number;
  readonly recordedAt: Moment;
  readonly hash: string;
}

/** A page of what rests on a source; a source that nobody registered has no status. */
export interface RestingPage {
  readonly asOf: Moment;
  readonly status: SourceStatus | undefined;
  readonly rows: readonly RestingClaim[];
}

export interface RestingSum {
  readonly counts: ImpactCounts;
  readonly agents: readonly AffectedAgent[];
  readonly pairs: readonly { readonly subject: string; readonly predicate: string; readonly assertions: number }[];
}

/** A claim of a line, with what is known of its source. */
export interface LineRow extends Link {
  readonly subject: string;
  readonly predicate: string;
  readonly source_hash: string;
  readonly source_registered: boolean;
  readonly source_title: string | null;
  readonly source_status: SourceStatus;
  readonly recorded_at: string;
}

export interface TraceFrame {
  readonly hash: string;
  readonly depth: number;
  readonly limit: number;
  readonly upwards: boolean;
  readonly downwards: boolean;
  readonly asOf: Moment | undefined;
}

export interface Traced {
  readonly asOf: Moment;
  readonly nodes: readonly (TraceNode & { readonly evidence: number })[];
  /** How many claims the whole trace would hold. */
  readonly claims: number;
}

/** Reads along the lines of descent, as of a moment. Every method throws DomainError as_of_in_future. */
@Injectable()
export class ProvenanceRepository {
  constructor(private readonly database: Database) {}

  async listResting(
    namespace: string,
    source: string,
    asked: Moment | undefined,
    after: RestingPosition | undefined,
    limit: number,
  ): Promise<RestingPage> {
    const place = after ? [after.depth, after.recordedAt, hex(after.hash)] : [null, null, null];
    const { asOf, rows } = await this.database.readAt('source_provenance', namespace, asked, [
      { statement: FIND_STANDING_SOURCE, values: [namespace, hex(source)] },
      { statement: LIST_RESTING, values: [namespace, hex(source), ...place, limit] },
    ]);
    const [found, resting] = rows as unknown as [{ status: SourceStatus }[], RestingClaim[]];
    return { asOf, status: found[0]?.status, rows: resting };
  }

  async sumUpResting(namespace: string, source: string, asOf: Moment, mostListed: number): Promise<RestingSum> {
    const call: Call = { statement: SUM_UP_RESTING, values: [namespace, hex(source), mostListed] };
    const { rows } = await this.database.readAt('source_impact', namespace, asOf, [call]);
    return rows[0]?.[0] as RestingSum;
  }

  async restingHashes(namespace: string, source: string, asOf: Moment): Promise<ReadonlySet<string>> {
    const call: Call = { statement: LIST_RESTING_HASHES, values: [namespace, hex(source)] };
    const { rows } = await this.database.readAt('source_resting', namespace, asOf, [call]);
    return new Set(rows[0]?.map((row) => String(row['hash'])));
  }

  async findLine(namespace: string, assertion: string, asked: Moment | undefined): Promise<{ asOf: Moment; links: readonly LineRow[] }> {
    const call: Call = { statement: FIND_LINE, values: [namespace, hex(assertion)] };
    const { asOf, rows } = await this.database.readAt('assertion_provenance', namespace, asked, [call]);
    return { asOf, links: rows[0] as unknown as LineRow[] };
  }

  async trace(namespace: string, frame: TraceFrame): Promise<Traced> {
    const { hash, depth, limit, upwards, downwards, asOf: asked } = frame;
    const { asOf, rows } = await this.database.readAt('trace', namespace, asked, [
      { statement: TRACE_NODES, values: [namespace, hex(hash), depth, limit, upwards, downwards] },
      { statement: COUNT_TRACEABLE, values: [namespace, hex(hash), upwards, downwards] },
    ]);
    return { asOf, nodes: rows[0] as unknown as Traced['nodes'], claims: Number(rows[1]?.[0]?.['claims']) };
  }
}
