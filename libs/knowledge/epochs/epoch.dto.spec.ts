import { fieldErrors } from '@stemedb/platform/http';
import { createEpochSchema, EPOCH_EXAMPLES, epochIdSchema, listEpochsSchema } from './epoch.dto';

const BODY = { id: 'e', name: 'E', starts_at: 0 };
const SIGNED = { agent_id: 'cd'.repeat(32), timestamp: 1_735_689_600, signature: 'ef'.repeat(64) };

const refused = (body: unknown): string[] => {
  const result = createEpochSchema.safeParse(body);
  return result.success ? [] : fieldErrors(result.error.issues).map(({ path }) => path);
};

describe('the body of an epoch', () => {
  it.each([
    ['no more than it needs', BODY],
    ['everything', { ...BODY, description: 'a\nb', supersedes: 'd', supersession_type: 'Invalidate', ends_at: 1, ...SIGNED }],
    ['an id of 128 characters', { ...BODY, id: '😀'.repeat(128) }],
    ['an id with slashes and spaces', { ...BODY, id: 'a/b c?d#e%' }],
    ['a beginning before 1970', { ...BODY, starts_at: -8_640_000_000_000 }],
  ])('may hold %s', (_what, body) => {
    expect(refused(body)).toEqual([]);
  });

  it.each(Object.entries(EPOCH_EXAMPLES))('is the example of the API document: %s', (_name, { value }) => {
    expect(refused(value)).toEqual([]);
  });

  it('brings its texts into NFC, the id in a path too', () => {
    expect(createEpochSchema.parse({ ...BODY, id: 'e\u0301', supersedes: 'o\u0308', supersession_type: 'Temporal' })).toMatchObject({ id: 'é', supersedes: 'ö' });
    expect(epochIdSchema.parse({ id: 'e\u0301' })).toEqual({ id: 'é' });
  });

  it.each([
    ['nothing', {}, ['id', 'name', 'starts_at']],
    ['an empty id', { ...BODY, id: '' }, ['id']],
    ['an id of 129 characters', { ...BODY, id: 'a'.repeat(129) }, ['id']],
    ['a control character in its id', { ...BODY, id: 'a\u0007' }, ['id']],
    ['a name of two lines', { ...BODY, name: 'a\nb' }, ['name']],
    ['a name of 257 characters', { ...BODY, name: 'a'.repeat(257) }, ['name']],
    ['an empty description', { ...BODY, description: '' }, ['description']],
    ['an end at its beginning', { ...BODY, ends_at: 0 }, ['ends_at']],
    ['an end before its beginning', { ...BODY, ends_at: -1 }, ['ends_at']],
    ['a beginning with a fraction', { ...BODY, starts_at: 0.5 }, ['starts_at']],
    ['a beginning in the far future', { ...BODY, starts_at: 8_640_000_000_001 }, ['starts_at']],
    ['a predecessor without type', { ...BODY, supersedes: 'd' }, ['supersession_type']],
    ['a type without predecessor', { ...BODY, supersession_type: 'Temporal' }, ['supersession_type']],
    ['an unknown type', { ...BODY, supersedes: 'd', supersession_type: 'newer' }, ['supersession_type']],
    ['half a signature', { ...BODY, agent_id: SIGNED.agent_id, timestamp: 1 }, ['signature']],
    ['an unknown field', { ...BODY, end: 1 }, ['end']],
    ['null', { ...BODY, ends_at: null }, ['ends_at']],
  ])('is refused with %s', (_what, body, paths) => {
    expect(refused(body).sort()).toEqual(paths);
  });

  it('is asked for page by page, as of a moment', () => {
    expect(listEpochsSchema.parse({ as_of: '0' })).toEqual({ limit: 50, as_of: '1970-01-01T00:00:00.000000Z' });
    expect(listEpochsSchema.safeParse({ id: 'a' }).success).toBe(false);
  });
});
