import { HOUR_MS } from './quota.rules';

/** Agents that one key may name in an hour and have counted apart; further ones share what the key itself may spend. */
const MAX_NAMES = 1_000;

/** Remembers which agents each key has named: names cost nothing, and each would be a budget of its own. */
export class NamedAgents {
  private names = new Map<string, Set<string>>();
  private endsAt = 0;

  /** Whether the key's use of the agent is counted for itself. */
  admits(keyId: string, agentId: string, now: number): boolean {
    if (now >= this.endsAt) {
      this.names = new Map();
      this.endsAt = now + HOUR_MS;
    }
    const known = this.names.get(keyId) ?? new Set<string>();
    if (known.has(agentId)) return true;
    if (known.size >= MAX_NAMES) return false;
    this.names.set(keyId, known.add(agentId));
    return true;
  }
}
