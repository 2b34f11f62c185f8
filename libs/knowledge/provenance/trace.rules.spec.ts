import { edgesBetween, type NodeType, type TraceNode } from './trace.rules';

const node = (type: NodeType, id: string, data: TraceNode['data'] = {}): TraceNode => ({ type, id, depth: 0, data });
const edges = (...nodes: TraceNode[]) => edgesBetween(nodes).map(({ type, from, to }) => `${from} ${type} ${to}`);

describe('the edges of an evidence graph', () => {
  it('lead from a claim to its parent, its source and its signers', () => {
    const data = { parent_hash: 'p', source_hash: 's', signatures: [{ agent_id: 'x' }, { agent_id: 'y' }] };
    expect(
      edges(node('assertion', 'c', data), node('assertion', 'p'), node('source', 's'), node('agent', 'x'), node('agent', 'y')),
    ).toEqual(['c derives_from p', 'c cites s', 'c signed_by x', 'c signed_by y']);
  });

  it('lead from a vote to its claim and its voter', () => {
    expect(edges(node('vote', 'v', { assertion_hash: 'c', agent_id: 'x' }), node('assertion', 'c'), node('agent', 'x'))).toEqual([
      'v voted_on c',
      'v cast_by x',
    ]);
  });

  it('lead from a supersession to what it replaces, by what, and from a step to its claim', () => {
    const supersession = node('supersession', 'r', { target_hash: 'old', superseding_hash: 'new', agent_id: 'x' });
    const step = node('lifecycle_transition', 't', { target_hash: 'new', agent_id: null });
    expect(edges(supersession, step, node('assertion', 'old'), node('assertion', 'new'), node('agent', 'x'))).toEqual([
      'r supersedes old',
      'r superseded_by new',
      'r decided_by x',
      't changes_lifecycle_of new',
    ]);
  });

  it('never lead to what is not shown', () => {
    expect(edges(node('assertion', 'c', { parent_hash: 'p', source_hash: 's', signatures: [{ agent_id: 'x' }] }))).toEqual([]);
    expect(edges(node('supersession', 'r', { target_hash: 'old', superseding_hash: null, agent_id: null }))).toEqual([]);
  });

  it('do not take a source for a claim that has its address', () => {
    expect(edges(node('assertion', 'c', { source_hash: 'p' }), node('assertion', 'p'))).toEqual([]);
  });
});
