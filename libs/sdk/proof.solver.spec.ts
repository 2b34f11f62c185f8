import { proofBits } from '@stemedb/knowledge/claims';
import { solveProofs } from './proof.solver';

describe('the solver of proofs of work', () => {
  it('brings one proof of each agent, dated by the clock of the server', async () => {
    const agents = ['01'.repeat(32), '02'.repeat(32)];
    const headers = await solveProofs({ demands: agents.map((agentId) => ({ agentId, difficulty: 12 })), serverTime: 1_760_000_000 });
    expect(headers['x-pow-timestamp']).toBe('1760000000');
    const nonces = String(headers['x-pow-nonce']).split(',').map(BigInt);
    for (const [index, agentId] of agents.entries()) {
      expect(proofBits(agentId, { nonce: nonces[index] ?? 0n, timestamp: 1_760_000_000 })).toBeGreaterThanOrEqual(12);
    }
  });

  it('finds another one each time', async () => {
    const demand = { demands: [{ agentId: '03'.repeat(32), difficulty: 4 }], serverTime: 1_760_000_000 };
    const found = await Promise.all(Array.from({ length: 5 }, () => solveProofs(demand)));
    expect(new Set(found.map((headers) => headers['x-pow-nonce'])).size).toBe(5);
  });
});
