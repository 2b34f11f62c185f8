import { joinDemands, readProofDemand } from './proof-demand.rules';

const [ONE, TWO] = ['01'.repeat(32), '02'.repeat(32)];
const problem = { code: 'proof_of_work_required', agents: [{ agent_id: ONE, difficulty: 16, reason: 'missing' }], server_time: 1_760_000_000 };

describe('a demand for proofs of work', () => {
  it('is read from a problem document', () => {
    expect(readProofDemand(problem)).toEqual({ demands: [{ agentId: ONE, difficulty: 16 }], serverTime: 1_760_000_000 });
  });

  it.each([[undefined], ['text'], [{ ...problem, code: 'other' }], [{ ...problem, agents: [] }], [{ ...problem, agents: ['x'] }], [{ ...problem, server_time: 'now' }]])(
    'is not read from %j',
    (answer) => {
      expect(readProofDemand(answer)).toBeUndefined();
    },
  );

  it('of several claims asks the hardest of each agent, and of no more agents than fit', () => {
    const demand = (agentId: string, difficulty: number, serverTime: number) => ({ demands: [{ agentId, difficulty }], serverTime });
    const all = [demand(ONE, 1, 5), demand(ONE, 16, 7), demand(TWO, 1, 6)];
    expect(joinDemands(all, 32)).toEqual({ demands: [{ agentId: ONE, difficulty: 16 }, { agentId: TWO, difficulty: 1 }], serverTime: 7 });
    expect(joinDemands(all, 1)?.demands).toEqual([{ agentId: ONE, difficulty: 16 }]);
    expect(joinDemands([], 32)).toBeUndefined();
  });
});
