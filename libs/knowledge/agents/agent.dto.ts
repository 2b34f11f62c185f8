import { ApiProperty } from '@nestjs/swagger';
import { QuotaStandingView } from '@stemedb/access/quotas';
import { hexSchema, wordSchema } from '@stemedb/knowledge/claims';
import { pageFields } from '@stemedb/platform/http';
import { asOfField } from '@stemedb/platform/time';
import { z } from 'zod';
import { TRUST_TIERS, type TrustTier } from './trust-tier.rules';

const AGENT_EXAMPLE = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
const MOMENT = '2026-01-01T00:00:00.000000Z';

export const agentIdSchema = z.strictObject({ agent_id: hexSchema(64) });

export const findAgentSchema = z.strictObject({ as_of: asOfField });
export type FindAgentQuery = z.output<typeof findAgentSchema>;

export const listAgentsSchema = z.strictObject({
  tier: wordSchema(TRUST_TIERS).optional().meta({ description: 'Only agents whose trust is of this tier', example: 'Verified' }),
  as_of: asOfField,
  ...pageFields,
});
export type ListAgentsQuery = z.output<typeof listAgentsSchema>;

export const trustHistorySchema = z.strictObject({ as_of: asOfField, ...pageFields });
export type TrustHistoryQuery = z.output<typeof trustHistorySchema>;

/** An agent as one namespace knows it. */
export class AgentView {
  @ApiProperty({ description: 'The Ed25519 public key', example: AGENT_EXAMPLE })
  agent_id!: string;

  @ApiProperty({ description: 'Trust rank, 0 to 1', example: 0.5 })
  trust!: number;

  @ApiProperty({ enum: TRUST_TIERS, description: 'What the trust amounts to', example: 'Verified' })
  tier!: TrustTier;

  @ApiProperty({ description: 'When the agent first wrote here', example: MOMENT })
  first_seen_at!: string;

  @ApiProperty({ description: 'Assertions that carry its signature', example: 12 })
  assertions!: number;

  @ApiProperty({ description: 'Votes it has cast, replaced ones included', example: 3 })
  votes!: number;
}

/** A change of an agent's trust. */
export class TrustEventView {
  @ApiProperty({ example: MOMENT })
  recorded_at!: string;

  @ApiProperty({ description: 'The rank from then on', example: 0.55 })
  trust!: number;

  @ApiProperty({ description: 'What kind of event changed it', example: 'gold_standard' })
  cause!: string;

  @ApiProperty({ description: 'The event in words', example: 'Agreed with a gold standard' })
  detail!: string;

  @ApiProperty({ description: 'The moment that a decay reaches to; otherwise when it was recorded', example: MOMENT })
  effective_at!: string;
}

export class AgentDetail extends AgentView {
  @ApiProperty({ description: 'The moment that trust and counts stand for', example: MOMENT })
  as_of!: string;

  @ApiProperty({ description: 'Its assertions that wait in quarantine', example: 0 })
  quarantined!: number;

  @ApiProperty({ description: 'Its assertions that a review has rejected', example: 1 })
  rejections!: number;

  @ApiProperty({ type: [TrustEventView], description: 'The last changes of its trust, the newest first; all of them under /trust' })
  trust_history!: TrustEventView[];

  @ApiProperty({ description: 'By how much its quota differs from that of a new agent, at as_of', example: 1 })
  quota_multiplier!: number;

  @ApiProperty({ type: QuotaStandingView, nullable: true, description: 'Where it stands with its quota now; null where nothing limits it' })
  quota!: QuotaStandingView | null;

  @ApiProperty({ enum: ['closed', 'open', 'half_open'], description: 'The gravest state now of the circuits of all keys that use it', example: 'closed' })
  circuit_breaker!: string;
}

export class AgentList {
  @ApiProperty({ description: 'The moment that the whole list stands for', example: MOMENT })
  as_of!: string;

  @ApiProperty({ type: [AgentView] })
  items!: AgentView[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null at the end' })
  next_cursor!: string | null;
}

export class TrustHistory {
  @ApiProperty({ example: MOMENT })
  as_of!: string;

  @ApiProperty({ type: [TrustEventView], description: 'The newest first' })
  items!: TrustEventView[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null at the end' })
  next_cursor!: string | null;
}
