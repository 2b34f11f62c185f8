import { answerDigest, type Contribution, digestOf } from '@stemedb/access/audit';
import type { TraceResponse } from './trace.dto';
import type { TraceNode } from './trace.rules';

export type Trace = Omit<TraceResponse, 'audit_id'>;

/** What is remembered of a trace: it has no winner, and nothing in it was weighed. */
export interface RememberedTrace {
  readonly digest: string;
  readonly substance: () => string;
  readonly winner: null;
  readonly contributing: readonly Contribution[];
}

export function rememberTrace(trace: Trace): RememberedTrace {
  const { nodes, edges, left_out } = trace;
  return {
    digest: answerDigest(trace),
    // An agent's trust fades by itself, which is no other graph.
    substance: () => digestOf(JSON.stringify([nodes.map((node) => (node.type === 'agent' ? node.id : node)), edges, left_out])),
    winner: null,
    contributing: (nodes as readonly TraceNode[]).filter(({ type }) => type === 'assertion').map(contributionOf),
  };
}

function contributionOf({ id, data }: TraceNode): Contribution {
  return { hash: id, weight: null, source_hash: String(data['source_hash']), lifecycle: String(data['lifecycle']) };
}
