import { ApiProperty } from '@nestjs/swagger';
import { EXAMPLE_AGENT, EXAMPLE_HASH, EXAMPLE_PAIR } from '@stemedb/knowledge/assertions';
import { hexSchema, numberSchema, type ObjectValue, statementFields, strictSchema, textSchema } from '@stemedb/knowledge/claims';
import { ObjectResponse, pairFields } from '@stemedb/knowledge/queries';
import { pageFields } from '@stemedb/platform/http';
import { asOfField } from '@stemedb/platform/time';
import { z } from 'zod';
import { type Verdict, VERDICTS } from './verdict.rules';

const ID_EXAMPLE = '5f0c2a3e-0d5b-4b7e-9a63-1c1f5a1d2b3c';
const MOMENT_EXAMPLE = '2026-01-01T00:00:00.000000Z';
const MAX_NOTE = 2_000;
const MAX_AGENTS = 1_000;
const MAX_CURSOR_LENGTH = 4_096;
const LIMIT_EXPECTED = { error: `expected a whole number from 1 to ${MAX_AGENTS}`, abort: true };

/** A gold standard to create. */
export const createGoldStandardSchema = strictSchema({
  subject: statementFields.subject,
  predicate: statementFields.predicate,
  object: statementFields.object,
  tolerance: numberSchema(0, 1).optional().meta({
    description: 'Relative difference up to which a Number still agrees; default that of the lenses, 1e-9',
    example: 0.01,
  }),
  note: textSchema({ min: 1, max: MAX_NOTE, line: false }).meta({ description: 'How it is known', example: 'Label of 2017, section 6' }),
});
export type CreateGoldStandard = z.output<typeof createGoldStandardSchema>;

export const GOLD_STANDARD_EXAMPLES = {
  number: {
    summary: 'A figure that is known',
    value: { ...EXAMPLE_PAIR, object: { type: 'Number', value: 7 }, tolerance: 0.01, note: 'Label of 2017, section 12.3' },
  },
};

/** DELETE has no body, so the pair is named in the query. */
export const removeGoldStandardSchema = z.strictObject({ subject: pairFields.subject, predicate: pairFields.predicate });
export type RemoveGoldStandard = z.output<typeof removeGoldStandardSchema>;

export const listGoldStandardsSchema = z.strictObject({ as_of: asOfField, ...pageFields });
export type ListGoldStandardsQuery = z.output<typeof listGoldStandardsSchema>;

export const verifySchema = strictSchema({
  agent_id: hexSchema(64).optional().meta({ description: 'Only this agent; without it all who have claims on gold standards', example: EXAMPLE_AGENT }),
  limit: z.int(LIMIT_EXPECTED).min(1, LIMIT_EXPECTED).max(MAX_AGENTS, LIMIT_EXPECTED).optional().meta({ description: 'Most agents of one call; default 1000', example: MAX_AGENTS }),
  cursor: z.string('expected text').max(MAX_CURSOR_LENGTH, 'expected the next_cursor of an earlier answer').optional().meta({
    description: 'next_cursor of the call before',
  }),
}).refine(({ agent_id, cursor }) => agent_id === undefined || cursor === undefined, {
  error: 'expected agent_id or cursor, not both',
  path: ['cursor'],
});
export type Verify = z.output<typeof verifySchema>;

export const VERIFY_EXAMPLES = { all: { summary: 'All agents', value: {} } };

export class GoldStandardView {
  @ApiProperty({ example: ID_EXAMPLE })
  id!: string;

  @ApiProperty({ example: EXAMPLE_PAIR.subject })
  subject!: string;

  @ApiProperty({ example: EXAMPLE_PAIR.predicate })
  predicate!: string;

  @ApiProperty({ type: ObjectResponse })
  object!: ObjectValue;

  @ApiProperty({ type: Number, nullable: true, description: 'null is that of the lenses', example: 0.01 })
  tolerance!: number | null;

  @ApiProperty({ example: 'Label of 2017, section 6' })
  note!: string;

  @ApiProperty({ example: MOMENT_EXAMPLE })
  recorded_at!: string;
}

export class RemoveGoldStandardResponse extends GoldStandardView {
  @ApiProperty({ enum: ['removed'], example: 'removed' })
  status!: 'removed';

  @ApiProperty({ description: 'Until when it held', example: MOMENT_EXAMPLE })
  removed_at!: string;
}

export class GoldStandardList {
  @ApiProperty({ description: 'The moment that the list stands for, the same on all its pages', example: MOMENT_EXAMPLE })
  as_of!: string;

  @ApiProperty({ type: [GoldStandardView], description: 'The newest first' })
  items!: GoldStandardView[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null at the end' })
  next_cursor!: string | null;
}

export class JudgedClaim {
  @ApiProperty({ example: EXAMPLE_HASH })
  hash!: string;

  @ApiProperty({ type: ObjectResponse })
  object!: ObjectValue;

  @ApiProperty({ example: true })
  accurate!: boolean;

  @ApiProperty({ enum: ['now', 'before'], description: 'Each claim is counted once; before: it has changed no trust this time', example: 'now' })
  counted!: 'now' | 'before';
}

export class QuestionVerdict {
  @ApiProperty({ example: ID_EXAMPLE })
  gold_standard_id!: string;

  @ApiProperty({ example: EXAMPLE_PAIR.subject })
  subject!: string;

  @ApiProperty({ example: EXAMPLE_PAIR.predicate })
  predicate!: string;

  @ApiProperty({ type: ObjectResponse, description: 'The right answer' })
  expected!: ObjectValue;

  @ApiProperty({ enum: VERDICTS, description: 'mixed: the agent has claimed both', example: 'accurate' })
  verdict!: Verdict;

  @ApiProperty({ type: [JudgedClaim] })
  claims!: JudgedClaim[];
}

export class AgentVerification {
  @ApiProperty({ example: EXAMPLE_AGENT })
  agent_id!: string;

  @ApiProperty({ example: 0.5 })
  trust_before!: number;

  @ApiProperty({ example: 0.55 })
  trust_after!: number;

  @ApiProperty({ description: 'Claims counted now that agree', example: 1 })
  accurate!: number;

  @ApiProperty({ description: 'Claims counted now that do not', example: 0 })
  inaccurate!: number;

  @ApiProperty({ type: [QuestionVerdict], description: 'Of one agent all questions; of all agents those that each has answered' })
  verdicts!: QuestionVerdict[];
}

export class VerifyResponse {
  @ApiProperty({ type: [AgentVerification], description: 'By agent id' })
  agents!: AgentVerification[];

  @ApiProperty({ type: String, nullable: true, description: 'Where more agents wait: the cursor to go on with; null at the end' })
  next_cursor!: string | null;
}
