import { Injectable, type OnModuleInit } from '@nestjs/common';
import { hex } from '@stemedb/knowledge/assertions';
import { type ErasedClaim, type ProjectedClaim, type Projection, type ProjectionSession, Projector } from '@stemedb/knowledge/projections';
import { documentOf, namespaceWord } from './search-document.rules';
import { DELETE_DOCUMENT, INSERT_DOCUMENTS, OPEN_DOCUMENTS } from './search.statements';

/** Another way of making documents needs another name, under which they are all made anew, in another table. */
export const SEARCH_PROJECTION = 'search_document';

/** Documents made before requests get their turn: about two milliseconds. */
const SLICE = 50;

/** Files every claim under its words, quarantined ones included: whether a reader may see them is asked when he reads. */
@Injectable()
export class SearchProjection implements Projection, OnModuleInit {
  readonly name = SEARCH_PROJECTION;

  constructor(private readonly projector: Projector) {}

  onModuleInit(): void {
    this.projector.register(this);
  }

  async apply(session: ProjectionSession, namespace: string, claims: readonly ProjectedClaim[]): Promise<void> {
    const documents: string[] = [];
    for (const [index, claim] of claims.entries()) {
      documents.push(documentOf(namespace, claim));
      if ((index + 1) % SLICE === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    }
    await session.query(INSERT_DOCUMENTS, [
      namespace,
      claims.map((claim) => claim.subject_key),
      claims.map((claim) => claim.predicate_key),
      claims.map((claim) => hex(claim.hash)),
      claims.map((claim) => claim.recorded_at),
      documents,
    ]);
  }

  async forget(session: ProjectionSession, namespace: string, { subject_key, predicate_key, hash }: ErasedClaim): Promise<void> {
    await session.query(OPEN_DOCUMENTS, [namespaceWord(namespace)]);
    await session.query(DELETE_DOCUMENT, [namespace, subject_key, predicate_key, hex(hash)]);
  }
}
