import { Injectable } from '@nestjs/common';
import { QUERY_ERRORS, ResolutionService } from '@stemedb/knowledge/queries';
import { DomainError } from '@stemedb/platform/errors';
import type { Moment } from '@stemedb/platform/time';
import { type AffectedPair, type ImpactQuery, MOST_LISTED, type SourceImpact } from './impact.dto';
import { changeBetween } from './impact.rules';
import { ProvenanceRepository, type RestingSum } from './provenance.repository';
import { ProvenanceService } from './provenance.service';

/** Pairs that are answered at once: one reader must not take every connection of the store. */
const AT_ONCE = 4;

const UNKNOWN = { before: null, after: null, answer_changes: null, winner_changes: null };

/** What the retraction of a source would do. */
@Injectable()
export class ImpactService {
  constructor(
    private readonly provenance: ProvenanceService,
    private readonly repository: ProvenanceRepository,
    private readonly resolutions: ResolutionService,
  ) {}

  /** @throws DomainError source_not_found (404), validation_failed (400), as_of_in_future (422) */
  async find(namespace: string, hash: string, query: ImpactQuery): Promise<SourceImpact> {
    const { lens } = query;
    const { asOf, status, items, nextCursor } = await this.provenance.resting(namespace, hash, `impact:${lens}`, query);
    const sum = await this.repository.sumUpResting(namespace, hash, asOf, MOST_LISTED);
    const first = query.cursor === undefined;
    return {
      hash,
      status,
      as_of: asOf,
      lens,
      counts: sum.counts,
      agents: first ? [...sum.agents] : null,
      pairs: first ? await this.compare(namespace, hash, lens, asOf, sum.pairs) : null,
      items,
      next_cursor: nextCursor,
    };
  }

  private async compare(
    namespace: string,
    hash: string,
    lens: ImpactQuery['lens'],
    asOf: Moment,
    pairs: RestingSum['pairs'],
  ): Promise<AffectedPair[]> {
    const invalidated = await this.repository.restingHashes(namespace, hash, asOf);
    const compared: AffectedPair[] = [];
    for (let from = 0; from < pairs.length; from += AT_ONCE) {
      const some = pairs.slice(from, from + AT_ONCE);
      compared.push(
        ...(await Promise.all(some.map(async (pair) => ({ ...pair, ...(await this.outcome(namespace, { ...pair, lens, asOf, invalidated })) })))),
      );
    }
    return compared;
  }

  /** A pair with more claims than a lens takes has no answer that could change, and spoils no other pair's. */
  private async outcome(namespace: string, supposition: Parameters<ResolutionService['whatIf']>[1]) {
    try {
      const { before, after } = await this.resolutions.whatIf(namespace, supposition);
      return { before, after, ...changeBetween(before, after) };
    } catch (error) {
      if (error instanceof DomainError && error.code === QUERY_ERRORS.too_many_candidates) return UNKNOWN;
      throw error;
    }
  }
}
