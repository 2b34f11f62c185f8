import { ApiProperty } from '@nestjs/swagger';
import { SOURCE_CLASSES, type SourceClass } from '@stemedb/knowledge/claims';
import { z } from 'zod';
import { conceptSchema } from './concept.schema';

const EXAMPLE = 'code://rust/my%2fapp/tls/cert_verification';
const CANONICAL = 'code://rust/my%2Fapp/tls/cert_verification';

export const parseConceptSchema = z.strictObject({
  path: conceptSchema().meta({ description: 'A concept path or a plain subject', example: EXAMPLE }),
});
export type ParseConceptQuery = z.output<typeof parseConceptSchema>;

/** A concept path taken apart. A plain subject has no scheme, no segments, no parent; it is its own leaf and tail. */
export class ConceptView {
  @ApiProperty({ type: String, nullable: true, description: 'null for a plain subject', example: 'code' })
  scheme!: string | null;

  @ApiProperty({ type: [String], example: ['rust', 'my%2Fapp', 'tls', 'cert_verification'] })
  segments!: readonly string[];

  @ApiProperty({ type: String, nullable: true, description: 'The path without its last segment; null at the top', example: 'code://rust/my%2Fapp/tls' })
  parent!: string | null;

  @ApiProperty({ type: [String], description: 'The paths above, from the top down', example: ['code://rust', 'code://rust/my%2Fapp', 'code://rust/my%2Fapp/tls'] })
  ancestors!: readonly string[];

  @ApiProperty({ description: 'The last segment', example: 'cert_verification' })
  leaf!: string;

  @ApiProperty({ description: 'The last two segments', example: 'tls/cert_verification' })
  tail!: string;

  @ApiProperty({ description: 'The one spelling of the path: Unicode NFC, percent-encoding normalized', example: CANONICAL })
  canonical!: string;

  @ApiProperty({ enum: SOURCE_CLASSES, description: 'The class of a claim about it whose writer declares none', example: 'Expert' })
  source_class!: SourceClass;
}
