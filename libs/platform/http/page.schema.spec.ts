import { z } from 'zod';
import { encodeCursor } from './cursor.rules';
import { pageFields } from './page.schema';

const page = z.strictObject(pageFields);
const messagesOf = (query: object) => page.safeParse(query).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('the paging parameters', () => {
  it('are fifty items from the beginning where nothing is asked', () => {
    expect(page.parse({})).toEqual({ limit: 50 });
  });

  it.each([
    ['1', 1],
    ['50', 50],
    ['1000', 1_000],
    ['007', 7],
  ])('take a limit of %s', (text, limit) => {
    expect(page.parse({ limit: text })).toEqual({ limit });
  });

  it.each(['0', '1001', '-1', '1.5', '1e2', '', ' 1', 'ten', '0x1', '9'.repeat(16)])('refuse a limit of %j', (limit) => {
    expect(messagesOf({ limit })).toEqual(['limit: expected a whole number from 1 to 1000']);
  });

  it('refuse a parameter that was sent twice', () => {
    expect(messagesOf({ limit: ['1', '2'], cursor: ['a', 'b'] })).toEqual([
      'limit: expected a whole number from 1 to 1000',
      'cursor: expected the next_cursor of an earlier answer',
    ]);
  });

  it('have room for the cursor of the longest subject', () => {
    const moment = '2026-01-01T00:00:00.000000Z';
    const cursor = encodeCursor('f'.repeat(16), [moment, '😀'.repeat(512), moment, 'a'.repeat(64)]);
    expect(page.parse({ cursor })).toMatchObject({ cursor });
  });

  it('refuse a cursor that no list can have made', () => {
    expect(messagesOf({ cursor: 'a'.repeat(4_097) })).toEqual(['cursor: expected the next_cursor of an earlier answer']);
  });
});
