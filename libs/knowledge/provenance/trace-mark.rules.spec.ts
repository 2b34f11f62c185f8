import { rememberTrace, type Trace } from './trace-mark.rules';
import type { NodeType } from './trace.rules';

const node = (type: NodeType, id: string, data: object = {}) => ({ type, id, depth: 0, data });
const trace = (changes: Partial<Trace> = {}): Trace => ({
  hash: 'c',
  as_of: '2026-01-01T00:00:00.000000Z',
  truncated: false,
  left_out: { assertions: 0, evidence: 0 },
  nodes: [node('assertion', 'c', { source_hash: 's', lifecycle: 'Approved' }), node('agent', 'x', { trust: 0.5 })],
  edges: [],
  ...changes,
});

describe('what is remembered of a trace', () => {
  it('is which claims it showed, weighed by nothing', () => {
    expect(rememberTrace(trace())).toMatchObject({
      winner: null,
      contributing: [{ hash: 'c', weight: null, source_hash: 's', lifecycle: 'Approved' }],
    });
  });

  it('has the same substance at another moment and with another trust, and yet is another answer', () => {
    const later = trace({ as_of: '2026-01-02T00:00:00.000000Z', nodes: [trace().nodes[0] ?? node('assertion', 'c'), node('agent', 'x', { trust: 0.6 })] });
    expect(rememberTrace(later).substance()).toBe(rememberTrace(trace()).substance());
    expect(rememberTrace(later).digest).not.toBe(rememberTrace(trace()).digest);
  });

  it('has another substance with another node, edge or count of what is missing', () => {
    const others = [
      trace({ nodes: [] }),
      trace({ edges: [{ type: 'signed_by', from: 'c', to: 'x' }] }),
      trace({ left_out: { assertions: 1, evidence: 0 } }),
    ];
    for (const other of others) expect(rememberTrace(other).substance()).not.toBe(rememberTrace(trace()).substance());
  });
});
