import { ApiProperty } from '@nestjs/swagger';
import { EXAMPLE_HASH } from '@stemedb/knowledge/assertions';
import { hexSchema, wordSchema } from '@stemedb/knowledge/claims';
import { wholeNumberParameter } from '@stemedb/platform/http';
import { asOfField } from '@stemedb/platform/time';
import { z } from 'zod';
import { EDGE_TYPES, type EdgeType, NODE_TYPES, type NodeType } from './trace.rules';

const MAX_DEPTH = 50;
const DEFAULT_DEPTH = 5;
const MAX_NODES = 5_000;
const DEFAULT_NODES = 500;
const DIRECTIONS = ['both', 'ancestors', 'descendants'] as const;

const wholeNumberField = (minimum: number, maximum: number, fallback: number, description: string) =>
  wholeNumberParameter(minimum, maximum).default(fallback).meta({ type: 'integer', minimum, maximum, default: fallback, description });

export const traceSchema = z.strictObject({
  depth: wholeNumberField(0, MAX_DEPTH, DEFAULT_DEPTH, 'Most steps of descent away from the claim'),
  limit: wholeNumberField(1, MAX_NODES, DEFAULT_NODES, 'Most nodes'),
  direction: wordSchema(DIRECTIONS)
    .default('both')
    .meta({ default: 'both', description: 'ancestors: what the claim derives from; descendants: what derives from it' }),
  as_of: asOfField,
});
export type TraceQuery = z.output<typeof traceSchema>;

export const traceHashSchema = z.strictObject({ hash: hexSchema(64) });

export class TraceNodeResponse {
  @ApiProperty({ enum: NODE_TYPES, example: 'assertion' })
  type!: NodeType;

  @ApiProperty({ description: 'Address of the record, hash of the source or id of the agent', example: EXAMPLE_HASH })
  id!: string;

  @ApiProperty({ description: 'Steps of descent between its nearest claim and the claim asked about', example: 0 })
  depth!: number;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What is recorded, by its type' })
  data!: object;
}

export class TraceEdgeResponse {
  @ApiProperty({ enum: EDGE_TYPES, example: 'derives_from' })
  type!: EdgeType;

  @ApiProperty({ description: 'id of the node that it leads from', example: EXAMPLE_HASH })
  from!: string;

  @ApiProperty({ description: 'id of the node that it leads to', example: EXAMPLE_HASH })
  to!: string;
}

export class LeftOut {
  @ApiProperty({ description: 'Claims that are further away than depth, or for which limit had no room; counted up to 100,000', example: 0 })
  assertions!: number;

  @ApiProperty({ description: 'Everything else that limit had no room for, around the claims within reach', example: 0 })
  evidence!: number;
}

export class TraceResponse {
  @ApiProperty({ description: 'The claim asked about', example: EXAMPLE_HASH })
  hash!: string;

  @ApiProperty({ example: '2026-01-01T00:00:00.000000Z' })
  as_of!: string;

  @ApiProperty({ description: 'Whether anything was left out', example: false })
  truncated!: boolean;

  @ApiProperty({ type: LeftOut })
  left_out!: LeftOut;

  @ApiProperty({ type: [TraceNodeResponse], description: 'The nearest first' })
  nodes!: TraceNodeResponse[];

  @ApiProperty({ type: [TraceEdgeResponse], description: 'Between nodes that are shown' })
  edges!: TraceEdgeResponse[];

  @ApiProperty({ description: 'The audit of this answer, also in the header X-Audit-Id', example: '01890a5d-ac96-774b-bcce-b302099a8057' })
  audit_id!: string;
}
