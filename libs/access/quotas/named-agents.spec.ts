import { NamedAgents } from './named-agents';

const HOUR = 3_600_000;

describe('the agents that a key names', () => {
  it('are counted apart up to a thousand an hour, each key by itself', () => {
    const named = new NamedAgents();
    for (let number = 0; number < 1_000; number += 1) expect(named.admits('one', `agent ${number}`, 5)).toBe(true);
    expect(named.admits('one', 'one more', 5)).toBe(false);
    expect(named.admits('one', 'agent 7', HOUR)).toBe(true);
    expect(named.admits('two', 'one more', HOUR)).toBe(true);
    expect(named.admits('one', 'one more', HOUR + 5)).toBe(true);
  });
});
