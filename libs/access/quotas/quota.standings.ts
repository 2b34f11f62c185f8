import { Injectable } from '@nestjs/common';

/** Gives the multiplier of each agent, in their order. */
export type Multipliers = (namespace: string, agentIds: readonly string[]) => Promise<readonly number[]>;

/** How far the standing of agents changes their quota. Whoever knows their trust registers; without anybody it is 1. */
@Injectable()
export class QuotaStandings {
  private multipliers: Multipliers | undefined;

  register(multipliers: Multipliers): void {
    this.multipliers = multipliers;
  }

  async of(namespace: string, agentIds: readonly string[]): Promise<readonly number[]> {
    return this.multipliers ? this.multipliers(namespace, agentIds) : agentIds.map(() => 1);
  }
}
