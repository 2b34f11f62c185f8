import { ApiProperty } from '@nestjs/swagger';
import { numberSchema, strictSchema, textSchema } from '@stemedb/knowledge/claims';
import { conceptSchema } from '@stemedb/knowledge/concepts';
import { pageFields } from '@stemedb/platform/http';
import { asOfField } from '@stemedb/platform/time';
import { z } from 'zod';

const ALIAS_EXAMPLE = 'wiki://semaglutid/half_life';
const CANONICAL_EXAMPLE = 'demo://semaglutide/half_life';
const MOMENT_EXAMPLE = '2026-01-01T00:00:00.000000Z';
const KEY_EXAMPLE = '5f0c2a3e-0d5b-4b7e-9a63-1c1f5a1d2b3c';
const LINE = { min: 1, line: true } as const;

/** An alias to create. */
export const createAliasSchema = strictSchema({
  alias: conceptSchema().meta({ description: 'The path that is to mean the same; a concept path or a plain subject', example: ALIAS_EXAMPLE }),
  canonical: conceptSchema().meta({ description: 'As which one; may itself be an alias', example: CANONICAL_EXAMPLE }),
  confidence: numberSchema(0, 1).optional().meta({ description: 'How sure you are; default 1', example: 0.9 }),
  reason: textSchema({ min: 1, max: 2_048, line: false }).meta({ description: 'Why they mean the same', example: 'The German name of the drug' }),
  created_by: textSchema({ ...LINE, max: 256 }).optional().meta({ description: 'Who says so; default the id of the API key' }),
});
export type CreateAlias = z.output<typeof createAliasSchema>;

export const ALIAS_EXAMPLES = {
  spelling: {
    summary: 'Another name for the same',
    value: { alias: ALIAS_EXAMPLE, canonical: CANONICAL_EXAMPLE, confidence: 0.9, reason: 'The German name of the drug' },
  },
};

/** DELETE has no body, so the alias is named in the query. */
export const removeAliasSchema = z.strictObject({
  alias: conceptSchema().meta({ description: 'The alias to remove', example: ALIAS_EXAMPLE }),
});
export type RemoveAlias = z.output<typeof removeAliasSchema>;

export const resolveAliasSchema = z.strictObject({
  path: conceptSchema().meta({ description: 'A concept path or a plain subject', example: ALIAS_EXAMPLE }),
  as_of: asOfField,
});
export type ResolveAlias = z.output<typeof resolveAliasSchema>;

const prefix = (of: string) => textSchema({ ...LINE, max: 512 }).optional().meta({ description: `Only ${of} that begin so` });

export const listAliasesSchema = z
  .strictObject({
    canonical: conceptSchema().optional().meta({ description: 'Only aliases that point at exactly this path' }),
    canonical_prefix: prefix('aliases of paths'),
    alias_prefix: prefix('aliases'),
    as_of: asOfField,
    ...pageFields,
  })
  .refine((query) => query.canonical === undefined || query.canonical_prefix === undefined, {
    error: 'expected canonical or canonical_prefix, not both',
    path: ['canonical_prefix'],
  });
export type ListAliasesQuery = z.output<typeof listAliasesSchema>;

export class AliasView {
  @ApiProperty({ example: ALIAS_EXAMPLE })
  alias!: string;

  @ApiProperty({ description: 'Where it points; this may be an alias again', example: CANONICAL_EXAMPLE })
  canonical!: string;

  @ApiProperty({ description: 'How sure its author is, 0 to 1', example: 0.9 })
  confidence!: number;

  @ApiProperty({ example: 'The German name of the drug' })
  reason!: string;

  @ApiProperty({ description: 'Who said so; the id of an API key where nobody was named', example: KEY_EXAMPLE })
  created_by!: string;

  @ApiProperty({ description: 'Since when it holds', example: MOMENT_EXAMPLE })
  recorded_at!: string;
}

export class CreateAliasResponse extends AliasView {
  @ApiProperty({ enum: ['created', 'duplicate'], description: 'created (201) or duplicate (200): what stood already is shown', example: 'created' })
  status!: 'created' | 'duplicate';
}

export class RemoveAliasResponse extends AliasView {
  @ApiProperty({ enum: ['removed'], example: 'removed' })
  status!: 'removed';

  @ApiProperty({ description: 'Until when it held', example: MOMENT_EXAMPLE })
  removed_at!: string;
}

export class AliasResolution {
  @ApiProperty({ description: 'What was asked for, in canonical form', example: ALIAS_EXAMPLE })
  path!: string;

  @ApiProperty({ description: 'The end of the chain; the path itself where it is no alias', example: CANONICAL_EXAMPLE })
  canonical!: string;

  @ApiProperty({ type: [AliasView], description: 'The aliases followed from the path to its canonical end, in order' })
  chain!: AliasView[];

  @ApiProperty({ type: [String], description: 'Every path that leads to the canonical one, in bytewise order', example: [ALIAS_EXAMPLE] })
  aliases!: string[];

  @ApiProperty({ description: 'The moment that the answer stands for', example: MOMENT_EXAMPLE })
  as_of!: string;
}

export class AliasList {
  @ApiProperty({ description: 'The moment that the list stands for, the same on all its pages', example: MOMENT_EXAMPLE })
  as_of!: string;

  @ApiProperty({ type: [AliasView] })
  items!: AliasView[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null at the end' })
  next_cursor!: string | null;
}
