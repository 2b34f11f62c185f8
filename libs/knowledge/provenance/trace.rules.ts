export const NODE_TYPES = ['assertion', 'source', 'agent', 'vote', 'supersession', 'lifecycle_transition'] as const;
export type NodeType = (typeof NODE_TYPES)[number];

export const EDGE_TYPES = [
  'derives_from',
  'cites',
  'signed_by',
  'voted_on',
  'cast_by',
  'supersedes',
  'superseded_by',
  'changes_lifecycle_of',
  'decided_by',
] as const;
export type EdgeType = (typeof EDGE_TYPES)[number];

/** A node of the evidence graph. What it points at stands in its data, whether that is shown or not. */
export interface TraceNode {
  readonly type: NodeType;
  readonly id: string;
  /** Steps of descent between its claim and the claim that was asked about. */
  readonly depth: number;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface TraceEdge {
  readonly type: EdgeType;
  readonly from: string;
  readonly to: string;
}

interface Pointer {
  readonly edge: EdgeType;
  readonly target: NodeType;
  readonly ids: (data: TraceNode['data']) => readonly unknown[];
}

const at =
  (name: string): Pointer['ids'] =>
  (data) => [data[name]];

const signers: Pointer['ids'] = ({ signatures }) => ((signatures ?? []) as readonly { agent_id: string }[]).map(({ agent_id }) => agent_id);

/** What the nodes of each type point at. */
const POINTERS: Readonly<Record<NodeType, readonly Pointer[]>> = {
  assertion: [
    { edge: 'derives_from', target: 'assertion', ids: at('parent_hash') },
    { edge: 'cites', target: 'source', ids: at('source_hash') },
    { edge: 'signed_by', target: 'agent', ids: signers },
  ],
  source: [],
  agent: [],
  vote: [
    { edge: 'voted_on', target: 'assertion', ids: at('assertion_hash') },
    { edge: 'cast_by', target: 'agent', ids: at('agent_id') },
  ],
  supersession: [
    { edge: 'supersedes', target: 'assertion', ids: at('target_hash') },
    { edge: 'superseded_by', target: 'assertion', ids: at('superseding_hash') },
    { edge: 'decided_by', target: 'agent', ids: at('agent_id') },
  ],
  lifecycle_transition: [
    { edge: 'changes_lifecycle_of', target: 'assertion', ids: at('target_hash') },
    { edge: 'decided_by', target: 'agent', ids: at('agent_id') },
  ],
};

/** The edges between nodes that are shown, in the order of the nodes they begin at. */
export function edgesBetween(nodes: readonly TraceNode[]): TraceEdge[] {
  const shown = new Set(nodes.map(({ type, id }) => `${type}:${id}`));
  return nodes.flatMap(({ type, id, data }) =>
    POINTERS[type].flatMap(({ edge, target, ids }) =>
      ids(data)
        .filter((to): to is string => typeof to === 'string' && shown.has(`${target}:${to}`))
        .map((to) => ({ type: edge, from: id, to })),
    ),
  );
}
