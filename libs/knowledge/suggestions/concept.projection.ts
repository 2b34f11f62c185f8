import { setImmediate } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { hex } from '@stemedb/knowledge/assertions';
import { type ErasedClaim, type ProjectedClaim, type Projection, type ProjectionSession, Projector } from '@stemedb/knowledge/projections';
import { factFeature, nameTrigrams, tailFeature, trigramFeature } from './feature.rules';
import { DELETE_EMPTY_POSTINGS, FORGET_POSTING, INSERT_CONCEPTS, INSERT_POSTINGS } from './suggestion.statements';

/** Other features need another name, under which all are made anew, in other tables. */
export const CONCEPT_PROJECTION = 'concept';

interface NewConcept {
  readonly subject_key: string;
  readonly subject: string;
}

/** Files the subjects of claims under what they may have in common, quarantined claims included: see FIND_CANDIDATES. */
@Injectable()
export class ConceptProjection implements Projection, OnModuleInit {
  readonly name = CONCEPT_PROJECTION;

  constructor(private readonly projector: Projector) {}

  onModuleInit(): void {
    this.projector.register(this);
  }

  async apply(session: ProjectionSession, namespace: string, claims: readonly ProjectedClaim[]): Promise<void> {
    const created = await this.insertConcepts(session, namespace, claims);
    const trigrams = new PostingLists();
    const others = new PostingLists();
    await inTurns(created, ({ subject, subject_key }) => {
      for (const trigram of nameTrigrams(subject)) trigrams.add(trigram, subject_key);
      others.add(tailFeature(subject), subject_key);
    });
    await inTurns(claims, (claim) => {
      const feature = factFeature(claim);
      if (feature !== undefined) others.add(feature, claim.subject_key);
    });
    // Names have most of their trigrams in common, so each is made a feature once.
    const features = [...trigrams.features().map(trigramFeature), ...others.features()];
    // A step never parts the claims of a commit, so no other step has the moment of its last one.
    const moment = claims.at(-1)?.recorded_at;
    await session.query(INSERT_POSTINGS, [namespace, moment, features, [...trigrams.arrays(), ...others.arrays()]]);
  }

  /** That there is a claim of the subject stays known; what it says does not. */
  async forget(session: ProjectionSession, namespace: string, claim: ErasedClaim): Promise<void> {
    const feature = factFeature(claim);
    if (feature === undefined) return;
    const { subject_key, predicate_key, predicate, object, hash } = claim;
    await session.query(FORGET_POSTING, [namespace, feature, subject_key, predicate_key, predicate, object, hex(hash)]);
    await session.query(DELETE_EMPTY_POSTINGS, [namespace, feature]);
  }

  /** Answers with the subjects of which there was no claim before. */
  private insertConcepts(session: ProjectionSession, namespace: string, claims: readonly ProjectedClaim[]): Promise<NewConcept[]> {
    const first = new Map<string, ProjectedClaim>();
    for (const claim of claims) if (!first.has(claim.subject)) first.set(claim.subject, claim);
    const subjects = [...first.values()];
    return session.query<NewConcept>(INSERT_CONCEPTS, [
      namespace,
      subjects.map((claim) => claim.subject_key),
      subjects.map((claim) => claim.subject),
      subjects.map((claim) => claim.recorded_at),
    ]);
  }
}

/** The keys of the subjects that have a feature, each once. */
class PostingLists {
  private readonly keys = new Map<string, Set<string>>();

  add(feature: string, subjectKey: string): void {
    const known = this.keys.get(feature);
    if (known) known.add(subjectKey);
    else this.keys.set(feature, new Set([subjectKey]));
  }

  features(): string[] {
    return [...this.keys.keys()];
  }

  /** In the order of the features, each as PostgreSQL writes an array. */
  arrays(): string[] {
    return [...this.keys.values()].map((keys) => `{${[...keys].join(',')}}`);
  }
}

const TURN = 200;

/** Lets the requests that came in meanwhile go first now and then: thousands of names take a tenth of a second. */
async function inTurns<Item>(items: readonly Item[], work: (item: Item) => void): Promise<void> {
  for (let start = 0; start < items.length; start += TURN) {
    items.slice(start, start + TURN).forEach(work);
    await setImmediate();
  }
}
