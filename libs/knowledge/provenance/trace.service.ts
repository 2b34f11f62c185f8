import { Injectable } from '@nestjs/common';
import { ASSERTION_ERRORS } from '@stemedb/knowledge/assertions';
import { DomainError } from '@stemedb/platform/errors';
import { ProvenanceRepository } from './provenance.repository';
import type { TraceQuery } from './trace.dto';
import type { Trace } from './trace-mark.rules';
import { edgesBetween } from './trace.rules';

/** The evidence graph around a claim. */
@Injectable()
export class TraceService {
  constructor(private readonly repository: ProvenanceRepository) {}

  /** @throws DomainError assertion_not_found (404), as_of_in_future (422) */
  async trace(namespace: string, hash: string, query: TraceQuery): Promise<Trace> {
    const { depth, limit, direction, as_of: asked } = query;
    const directions = { upwards: direction !== 'descendants', downwards: direction !== 'ancestors' };
    const traced = await this.repository.trace(namespace, { hash, depth, limit, ...directions, asOf: asked });
    const [start] = traced.nodes;
    if (start?.id !== hash) throw new DomainError(ASSERTION_ERRORS.assertion_not_found, `There is no assertion ${hash}`);
    const nodes = traced.nodes.map(({ evidence: _evidence, ...node }) => node);
    const claims = nodes.filter(({ type }) => type === 'assertion').length;
    const leftOut = {
      assertions: Math.max(0, traced.claims - claims),
      evidence: start.evidence - (nodes.length - claims),
    };
    return {
      hash,
      as_of: traced.asOf,
      truncated: leftOut.assertions + leftOut.evidence > 0,
      left_out: leftOut,
      nodes,
      edges: edgesBetween(nodes),
    };
  }
}
