import { Injectable } from '@nestjs/common';
import { AgentRegister } from '@stemedb/knowledge/agents';
import { hex } from '@stemedb/knowledge/assertions';
import type { SignedVote } from '@stemedb/knowledge/claims';
import { Database } from '@stemedb/platform/database';
import { FIND_VOTES, INSERT_VOTERS, INSERT_VOTES } from './vote.statements';

/** A vote whose signature has been checked. */
export interface IncomingVote extends SignedVote {
  /** Its address, 64 lower-case hex digits. */
  readonly hash: string;
}

@Injectable()
export class VoteRepository {
  constructor(
    private readonly database: Database,
    private readonly agents: AgentRegister,
  ) {}

  /** Writes votes in one durable commit; answers with that moment and the addresses that are new. */
  async insert(namespace: string, votes: readonly IncomingVote[]): Promise<{ recordedAt: string; created: string[] }> {
    const agentIds = votes.map((vote) => vote.agent_id);
    const newcomers = this.agents.newcomers(namespace, agentIds, INSERT_VOTERS);
    const columns = [
      votes.map((vote) => hex(vote.assertion_hash)),
      votes.map((vote) => hex(vote.agent_id)),
      votes.map((vote) => hex(vote.hash)),
      votes.map((vote) => vote.weight),
      votes.map((vote) => vote.timestamp),
      votes.map((vote) => hex(vote.signature)),
    ];
    const commit = await this.database.commit('vote', namespace, [
      { statement: INSERT_VOTES, values: [namespace, ...columns] },
      ...newcomers.calls,
    ]);
    const created = new Set((commit.rows[0] ?? []).map((row) => String(row['hash'])));
    newcomers.remember(votes.filter((vote) => created.has(vote.hash)).map((vote) => vote.agent_id));
    return { recordedAt: commit.recordedAt, created: [...created] };
  }

  /** First moments of votes that stand, by address. */
  async findStanding(namespace: string, votes: readonly IncomingVote[]): Promise<Map<string, string>> {
    const rows = await this.database.query<{ hash: string; recorded_at: string }>('votes_standing', namespace, {
      statement: FIND_VOTES,
      values: [namespace, votes.map((vote) => hex(vote.assertion_hash)), votes.map((vote) => hex(vote.hash))],
    });
    return new Map(rows.map((row) => [row.hash, row.recorded_at]));
  }
}
