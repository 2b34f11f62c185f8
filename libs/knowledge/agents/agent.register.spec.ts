import { AgentRegister } from './agent.register';

const [ONE, TWO] = ['01'.repeat(32), '02'.repeat(32)];

/** The agents that a commit would make known. */
function made(register: AgentRegister, namespace: string, agentIds: readonly string[]): string[] {
  const { calls } = register.newcomers(namespace, agentIds);
  return calls.flatMap(({ values }) => {
    expect(values[0]).toBe(namespace);
    return (values[1] as Buffer[]).map((id) => id.toString('hex'));
  });
}

describe('the register of agents', () => {
  it('makes each newcomer known once, however often a commit names him', () => {
    expect(made(new AgentRegister(), 'a', [ONE, TWO, ONE])).toEqual([ONE, TWO]);
  });

  it('needs no statement where nobody is new', () => {
    const register = new AgentRegister();
    register.newcomers('a', [ONE]).remember();
    expect(register.newcomers('a', [ONE]).calls).toEqual([]);
    expect(register.newcomers('a', []).calls).toEqual([]);
    expect(made(register, 'a', [ONE, TWO])).toEqual([TWO]);
  });

  it('remembers nobody before his commit is durable', () => {
    const register = new AgentRegister();
    register.newcomers('a', [ONE]);
    expect(made(register, 'a', [ONE])).toEqual([ONE]);
  });

  it('remembers those only who have acted, where they are named', () => {
    const register = new AgentRegister();
    register.newcomers('a', [ONE, TWO]).remember([TWO]);
    expect(made(register, 'a', [ONE, TWO])).toEqual([ONE]);
  });

  it('knows the agents of each namespace for itself', () => {
    const register = new AgentRegister();
    register.newcomers('a', [ONE]).remember();
    expect(made(register, 'b', [ONE])).toEqual([ONE]);
  });

  it('is filled by no flood of agents, and forgets rather than errs', () => {
    const register = new AgentRegister();
    const ids = Array.from({ length: 1_000 }, (_unused, index) => index.toString(16).padStart(64, '0'));
    for (let namespace = 0; namespace < 150; namespace += 1) register.newcomers(String(namespace), ids).remember();
    expect((register as unknown as { known: Set<string> }).known.size).toBeLessThanOrEqual(100_000);
    expect(made(register, '149', [ids[0] ?? ''])).toEqual([]);
    expect(made(register, '0', [ids[0] ?? ''])).toEqual([ids[0]]);
  });
});
