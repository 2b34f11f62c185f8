import { SOURCE_CLASSES } from '@stemedb/knowledge/claims';
import { LENS_NAMES } from '@stemedb/knowledge/lenses';
import { fieldErrors, parseQueryString } from '@stemedb/platform/http';
import type { z } from 'zod';
import { assertionHashSchema, constraintsSchema, pairSchema, querySchema } from './query.schema';

const PAIR = 'subject=a&predicate=b';

/** What a schema makes of a query string. */
const read = (schema: z.ZodType, text: string): unknown => schema.parse(parseQueryString(text));
/** The paths that a refusal names, each once and in order. */
const refused = (schema: z.ZodType, text: string): string[] => {
  const result = schema.safeParse(parseQueryString(text));
  return result.success ? [] : [...new Set(fieldErrors(result.error.issues).map(({ path }) => path))].sort();
};

describe('the parameters of a query', () => {
  it('have defaults where nothing is asked', () => {
    expect(read(querySchema, '')).toEqual({ include_superseded: false, resolve_aliases: true, visual_threshold: 8, decay: 'on' });
  });

  it('are read from their texts', () => {
    const text =
      'subject=drug://semaglutide&predicate=half_life&lens=consensus&as_of=2026-01-01T00:00:00Z&valid_at=1767225600&epoch=e1&lifecycle=Approved' +
      `&source_class=Clinical&min_confidence=0.25&agent_id=${'ab'.repeat(32)}&include_superseded=true&resolve_aliases=false` +
      `&visual_near=${'0f'.repeat(8)}&visual_threshold=0&decay=off&tolerance=1e-3&limit=10`;
    expect(read(querySchema, text)).toEqual({
      subject: 'drug://semaglutide',
      predicate: 'half_life',
      lens: 'consensus',
      as_of: '2026-01-01T00:00:00.000000Z',
      valid_at: '2026-01-01T00:00:00.000000Z',
      epoch: 'e1',
      lifecycle: 'Approved',
      source_class: ['Clinical'],
      min_confidence: 0.25,
      agent_id: 'ab'.repeat(32),
      include_superseded: true,
      resolve_aliases: false,
      visual_near: '0f'.repeat(8),
      visual_threshold: 0,
      decay: 'off',
      tolerance: 0.001,
      limit: 10,
    });
  });

  it.each([
    ['source_class=Clinical&source_class=Expert'],
    ['source_class[]=Clinical&source_class[]=Expert'],
    ['source_class%5B%5D=Clinical&source_class%5b%5d=Expert'],
    ['source_class=Clinical&source_class[]=Expert'],
  ])('take several classes: %s', (text) => {
    expect(read(querySchema, text)).toMatchObject({ source_class: ['Clinical', 'Expert'] });
  });

  it('take one class in either form, and all six', () => {
    expect(read(querySchema, 'source_class=Clinical')).toMatchObject({ source_class: ['Clinical'] });
    expect(read(querySchema, 'source_class[]=Clinical')).toMatchObject({ source_class: ['Clinical'] });
    expect(read(querySchema, SOURCE_CLASSES.map((name) => `source_class=${name}`).join('&'))).toMatchObject({
      source_class: SOURCE_CLASSES,
    });
  });

  it('bring texts into NFC, as claims are', () => {
    expect(read(querySchema, 'subject=e%CC%81&predicate=e%CC%81')).toMatchObject({ subject: 'é', predicate: 'é' });
  });

  it('take every lens by its name', () => {
    for (const lens of LENS_NAMES) expect(read(querySchema, `${PAIR}&lens=${lens}`)).toMatchObject({ lens });
  });

  it('take any for a validity at any time', () => {
    expect(read(querySchema, 'valid_at=any')).toMatchObject({ valid_at: 'any' });
    expect(refused(querySchema, 'as_of=any')).toEqual(['as_of']);
  });

  it.each([
    ['0', 0],
    ['1', 1],
    ['0.5', 0.5],
    ['1e-9', 1e-9],
    ['5E-1', 0.5],
    ['1.0', 1],
  ])('read the decimal %s', (text, value) => {
    expect(read(querySchema, `min_confidence=${text}&tolerance=${text}`)).toMatchObject({ min_confidence: value, tolerance: value });
  });
});

describe('a bad parameter', () => {
  it.each([
    ['subject', ['', 'a%00b', 'a%0Ab', 'a'.repeat(513), 'a&subject=b']],
    ['subject_prefix', ['', 'a%00b', 'a'.repeat(513)]],
    ['predicate', ['', 'a'.repeat(257), 'a%09b']],
    ['lens', ['', 'Recency', 'average']],
    ['inner_lens', ['epoch', 'constraints', 'any']],
    ['as_of', ['', 'yesterday', '2026-02-30T00:00:00Z', '-1', '1&as_of=2']],
    ['valid_at', ['', 'Any', '2026-13-01T00:00:00Z', 'any&valid_at=any']],
    ['epoch', ['', 'a'.repeat(129)]],
    ['lifecycle', ['approved', 'Any']],
    ['min_confidence', ['', '-0.1', '1.1', '+1', 'NaN', 'Infinity', '0x1', '1e400', '.5', '1e', '0,5', '0.5&min_confidence=1']],
    ['agent_id', ['', 'ab', 'AB'.repeat(32), 'g'.repeat(64)]],
    ['include_superseded', ['', 'yes', '1', 'TRUE']],
    ['resolve_aliases', ['no', '0']],
    ['visual_near', ['', 'ab', 'AB'.repeat(8), "0' OR '1'='1", 'ab'.repeat(9)]],
    ['visual_threshold', ['65', '-1', '1.5', 'x']],
    ['decay', ['true', 'ON', '']],
    ['tolerance', ['-1', '2', 'small']],
    ['limit', ['0', '1001', 'x']],
    ['cursor', ['a'.repeat(4_097), 'a&cursor=b']],
  ])('is refused by its own name: %s', (name, values) => {
    for (const value of values) expect([value, refused(querySchema, `${name}=${value}`)]).toEqual([value, [name]]);
  });

  it.each(['Clinical&source_class=Nobody', 'clinical', '', `Clinical${'&source_class=Clinical'.repeat(6)}`])(
    'is refused by its own name: source_class=%s',
    (value) => {
      for (const path of refused(querySchema, `source_class=${value}`)) expect(path).toMatch(/^source_class(\.\d)?$/);
      expect(refused(querySchema, `source_class=${value}`)).not.toEqual([]);
    },
  );

  it('is named together with all others', () => {
    expect(refused(querySchema, 'lens=x&as_of=x&valid_at=x&min_confidence=x&limit=x&agent_id=x&decay=x')).toEqual([
      ...['agent_id', 'as_of', 'decay', 'lens', 'limit', 'min_confidence', 'valid_at'],
    ]);
  });

  it.each([
    ['query', querySchema, 'sbuject=a', ['sbuject']],
    ['query', querySchema, 'subject=a&lense=recency&Lens=recency', ['Lens', 'lense']],
    ['query', querySchema, '__proto__=1', ['__proto__']],
    ['query', querySchema, 'constructor=1&toString=2', ['constructor', 'toString']],
    ['pair', pairSchema, `${PAIR}&lens=recency`, ['lens']],
    ['pair', pairSchema, `${PAIR}&cursor=x&subject_prefix=y`, ['cursor', 'subject_prefix']],
    ['constraints', constraintsSchema, 'subject=a&predicate=must_use', ['predicate']],
  ])('is one that %s does not know', (_name, schema, text, names) => {
    expect(refused(schema, text)).toEqual(names);
  });
});

describe('parameters that need each other', () => {
  it.each([
    ['a lens without subject', 'lens=recency&predicate=b', ['subject']],
    ['a lens without predicate', 'lens=recency&subject=a', ['predicate']],
    ['a lens of neither', 'lens=recency', ['predicate', 'subject']],
    ['a lens over a prefix', 'lens=recency&subject_prefix=a&predicate=b', ['subject']],
    ['subject and prefix at once', 'subject=a&subject_prefix=a', ['subject_prefix']],
    ['a lens page by page', `${PAIR}&lens=recency&cursor=x`, ['cursor']],
  ])('are asked for: %s', (_what, text, names) => {
    expect(refused(querySchema, text)).toEqual(names);
  });

  it('are not asked for by the constraints lens, which knows its predicates, nor by a list', () => {
    expect(refused(querySchema, 'lens=constraints&subject=a')).toEqual([]);
    expect(refused(querySchema, 'predicate=b')).toEqual([]);
    expect(refused(querySchema, 'subject_prefix=code://&cursor=x')).toEqual([]);
  });

  it('are subject and predicate for the analysis of a pair, and a subject for its constraints', () => {
    expect(refused(pairSchema, '')).toEqual(['predicate', 'subject']);
    expect(refused(constraintsSchema, '')).toEqual(['subject']);
    expect(read(pairSchema, PAIR)).toMatchObject({ subject: 'a', predicate: 'b', decay: 'on' });
    expect(read(constraintsSchema, 'subject=a')).toMatchObject({ subject: 'a' });
  });
});

describe('the address of an assertion', () => {
  it('is 64 lower-case hex digits and nothing else', () => {
    expect(assertionHashSchema.parse({ hash: 'ab'.repeat(32) })).toEqual({ hash: 'ab'.repeat(32) });
    for (const hash of ['', 'ab', 'AB'.repeat(32), `${'ab'.repeat(32)}0`, undefined])
      expect(assertionHashSchema.safeParse({ hash }).success).toBe(false);
  });
});
