import { ApiProperty } from '@nestjs/swagger';
import { pageFields } from '@stemedb/platform/http';
import { hexSchema } from '@stemedb/knowledge/claims';
import { z } from 'zod';

const AGENT_EXAMPLE = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';

export const agentIdSchema = z.strictObject({ agent_id: hexSchema(64) });

export const listAgentsSchema = z.strictObject(pageFields);
export type ListAgentsQuery = z.output<typeof listAgentsSchema>;

/** An agent as one namespace knows it. */
export class AgentView {
  @ApiProperty({ description: 'The Ed25519 public key', example: AGENT_EXAMPLE })
  agent_id!: string;

  @ApiProperty({ description: 'Trust rank, 0 to 1', example: 0.5 })
  trust!: number;

  @ApiProperty({ description: 'When the agent first wrote here', example: '2026-01-01T00:00:00.000000Z' })
  first_seen_at!: string;

  @ApiProperty({ description: 'Assertions that carry its signature', example: 12 })
  assertions!: number;

  @ApiProperty({ description: 'Votes it has cast, replaced ones included', example: 3 })
  votes!: number;
}

export class AgentList {
  @ApiProperty({ type: [AgentView] })
  items!: AgentView[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null at the end' })
  next_cursor!: string | null;
}
