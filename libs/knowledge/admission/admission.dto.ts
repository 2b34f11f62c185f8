import { ApiProperty } from '@nestjs/swagger';
import { QuotaStandingView } from '@stemedb/access/quotas';
import { TRUST_TIERS, type TrustTier } from '@stemedb/knowledge/agents';
import { hexSchema } from '@stemedb/knowledge/claims';
import { z } from 'zod';

const AGENT_EXAMPLE = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';

export const admissionStatusSchema = z.strictObject({ agent_id: hexSchema(64).meta({ description: 'The agent', example: AGENT_EXAMPLE }) });
export type AdmissionStatusQuery = z.output<typeof admissionStatusSchema>;

export class UntilExempt {
  @ApiProperty({ description: 'Claims to go', example: 38 })
  claims!: number;

  @ApiProperty({ description: 'Trust to gain', example: 0.1 })
  trust!: number;
}

/** Where an agent stands with its admission. */
export class AdmissionStatus {
  @ApiProperty({ example: AGENT_EXAMPLE })
  agent_id!: string;

  @ApiProperty({ enum: ['off', 'pow'], description: 'Whether this server asks for proofs of work', example: 'pow' })
  mode!: 'off' | 'pow';

  @ApiProperty({ description: 'Trust rank, 0 to 1', example: 0.5 })
  trust!: number;

  @ApiProperty({ enum: TRUST_TIERS, example: 'Verified' })
  tier!: TrustTier;

  @ApiProperty({ description: 'Claims that carry its signature, counted up to 50', example: 12 })
  claims!: number;

  @ApiProperty({ description: 'Leading zero bits that the proof of its next claim needs; 0 needs none', example: 1 })
  difficulty!: number;

  @ApiProperty({ example: false })
  exempt!: boolean;

  @ApiProperty({ type: UntilExempt, description: 'What is left until it needs no proof; one of the two is enough' })
  until_exempt!: UntilExempt;

  @ApiProperty({ type: QuotaStandingView, nullable: true, description: 'Where it stands with its quota; null where nothing limits it' })
  quota!: QuotaStandingView | null;
}
