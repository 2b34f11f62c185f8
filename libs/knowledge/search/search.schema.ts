import { textSchema } from '@stemedb/knowledge/claims';
import { filterFields, pairFields, subjectPrefix } from '@stemedb/knowledge/queries';
import { pageFields } from '@stemedb/platform/http';
import { z } from 'zod';

const MAX_QUERY = 512;

const { as_of, valid_at, epoch, lifecycle, source_class, min_confidence, agent_id } = filterFields;

export const searchSchema = z.strictObject({
  q: textSchema({ min: 1, max: MAX_QUERY, line: true }).meta({
    description: 'Words that must all be there, "a phrase", one or the other, -without; the parts of paths are words',
    example: 'semaglutide "half life"',
  }),
  subject_prefix: subjectPrefix,
  predicate: pairFields.predicate.optional(),
  as_of,
  valid_at,
  epoch,
  lifecycle,
  source_class,
  min_confidence,
  agent_id,
  ...pageFields,
});

export type SearchParameters = z.output<typeof searchSchema>;
