import { Injectable } from '@nestjs/common';
import { Database } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import type { Fact, Feature } from './feature.rules';
import type { Candidate } from './suggestion.rules';
import { FIND_CANDIDATES, FIND_FACTS } from './suggestion.statements';

export interface PlacedFact extends Fact {
  readonly predicate_key: string;
}

/** A path and where it lies. */
export interface Place {
  readonly namespace: string;
  readonly path: string;
  readonly key: string;
}

/** A feature of the path and what it counts among the others. */
export interface Weighed {
  readonly feature: Feature;
  readonly weight: number;
}

@Injectable()
export class SuggestionRepository {
  constructor(private readonly database: Database) {}

  /** What was last claimed of a path. */
  async findFacts({ namespace, path, key }: Place, count: number, asOf: Moment): Promise<PlacedFact[]> {
    const call = { statement: FIND_FACTS, values: [namespace, key, path, count] };
    const { rows } = await this.database.readAt('suggest_facts', namespace, asOf, [call]);
    return rows[0] as unknown as PlacedFact[];
  }

  async findCandidates(place: Place, features: readonly Weighed[], facts: readonly PlacedFact[], asOf: Moment): Promise<Candidate[]> {
    const values = [
      place.namespace,
      place.key,
      place.path,
      features.map(({ feature }) => feature),
      features.map(({ weight }) => weight),
      facts.map((fact) => fact.predicate_key),
      facts.map((fact) => fact.predicate),
      facts.map((fact) => fact.object),
    ];
    const { rows } = await this.database.readAt('suggest', place.namespace, asOf, [{ statement: FIND_CANDIDATES, values }]);
    return rows[0] as unknown as Candidate[];
  }
}
