import { Injectable } from '@nestjs/common';
import { subjectKey } from '@stemedb/knowledge/assertions';
import { parseConcept } from '@stemedb/knowledge/concepts';
import { Projector } from '@stemedb/knowledge/projections';
import { CONCEPT_PROJECTION } from './concept.projection';
import { factFeature, nameTrigrams, tailFeature, trigramFeature } from './feature.rules';
import type { SuggestionList, SuggestQuery } from './suggestion.dto';
import { type PlacedFact, type Place, SuggestionRepository, type Weighed } from './suggestion.repository';
import { rank } from './suggestion.rules';

/** Claims of the path that are looked at, and facts that are looked for. */
const MAX_CLAIMS = 200;
const MAX_FACTS = 20;

const TAIL_WEIGHT = 1;
const FACT_WEIGHT = 0.5;

@Injectable()
export class SuggestionsService {
  constructor(
    private readonly suggestions: SuggestionRepository,
    private readonly projector: Projector,
  ) {}

  /**
   * Paths that may mean the same as one, best first. Nobody has to have claimed anything about it.
   *
   * @throws DomainError projection_behind (503), before the subjects of the namespace were ever gone through
   */
  async suggest({ path, limit }: SuggestQuery, namespace: string): Promise<SuggestionList> {
    const asOf = await this.projector.settle(namespace, CONCEPT_PROJECTION, undefined);
    const place: Place = { namespace, path, key: subjectKey(namespace, path) };
    const facts = tellingFacts(await this.suggestions.findFacts(place, MAX_CLAIMS, asOf));
    const candidates = await this.suggestions.findCandidates(place, featuresOf(path, facts), facts, asOf);
    return { path, items: rank(parseConcept(path), candidates, limit), as_of: asOf };
  }
}

/** Each fact once, without those that are too common to say anything. */
function tellingFacts(claimed: readonly PlacedFact[]): PlacedFact[] {
  const facts = new Map<string, PlacedFact>();
  for (const fact of claimed) {
    const feature = factFeature(fact);
    if (feature !== undefined && !facts.has(feature)) facts.set(feature, fact);
  }
  return [...facts.values()].slice(0, MAX_FACTS);
}

/** All trigrams together count as much as the tail. */
function featuresOf(path: string, facts: readonly PlacedFact[]): Weighed[] {
  const trigrams = nameTrigrams(path);
  return [
    ...trigrams.map((trigram) => ({ feature: trigramFeature(trigram), weight: 1 / trigrams.length })),
    { feature: tailFeature(path), weight: TAIL_WEIGHT },
    ...facts.flatMap((fact) => factFeature(fact) ?? []).map((feature) => ({ feature, weight: FACT_WEIGHT })),
  ];
}
