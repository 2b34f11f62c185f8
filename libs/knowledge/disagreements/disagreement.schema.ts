import { wordSchema } from '@stemedb/knowledge/claims';
import { DISAGREEMENT_CLASSES } from '@stemedb/knowledge/lenses';
import { pairFields, subjectPrefix } from '@stemedb/knowledge/queries';
import { pageFields } from '@stemedb/platform/http';
import { asOfField } from '@stemedb/platform/time';
import { z } from 'zod';

export const disagreementsSchema = z.strictObject({
  class: wordSchema(DISAGREEMENT_CLASSES).optional().meta({ description: 'Only pairs of this class' }),
  subject_prefix: subjectPrefix,
  as_of: asOfField,
  ...pageFields,
});

export const disagreementPairSchema = z.strictObject({ ...pairFields, as_of: asOfField });

export type DisagreementsParameters = z.output<typeof disagreementsSchema>;
export type DisagreementPairParameters = z.output<typeof disagreementPairSchema>;
