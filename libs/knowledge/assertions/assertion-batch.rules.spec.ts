import { DomainError } from '@stemedb/platform/errors';
import * as fc from 'fast-check';
import { NdjsonBody } from '@stemedb/platform/http';
import { type BatchItem, MAX_BATCH_ITEMS, splitBatch } from './assertion-batch.rules';
import { ASSERT_EXAMPLES } from './assertion.examples';

const CLAIM = ASSERT_EXAMPLES.label.value;
const OTHER = ASSERT_EXAMPLES.forum.value;
const LINE = JSON.stringify(CLAIM);

/** Text stands for NDJSON, everything else for JSON that has been read. */
const asBody = (body: unknown): unknown => (typeof body === 'string' ? new NdjsonBody(body) : body);

const read = (body: unknown): BatchItem[] => splitBatch(asBody(body)).map((item) => item());
/** What became of each item: the subject of a claim, or the code of its error. */
const outcomes = (body: unknown): string[] => read(body).map((item) => ('claim' in item ? 'claim' : item.error.code));

function refusalOf(body: unknown): DomainError | undefined {
  try {
    splitBatch(asBody(body));
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  return undefined;
}

describe('a batch', () => {
  it('is a JSON array of claims, in their order', () => {
    expect(read([CLAIM, OTHER])).toMatchObject([{ claim: CLAIM }, { claim: OTHER }]);
  });

  it('is NDJSON, one claim a line, and blank lines do not count', () => {
    const body = `\n${LINE}\r\n  \n\t\n${JSON.stringify(OTHER)}`;
    expect(read(body)).toMatchObject([{ claim: CLAIM }, { claim: OTHER }]);
    expect(read(`${body}\n`)).toEqual(read(body));
  });

  it('reads an item only when its turn comes', () => {
    let looks = 0;
    const claim = new Proxy(CLAIM, { get: (target, name) => ((looks += 1), Reflect.get(target, name) as unknown) });
    const [item] = splitBatch([claim]);
    expect(looks).toBe(0);
    item?.();
    expect(looks).toBeGreaterThan(0);
  });

  it('may hold a thousand claims and not one more', () => {
    expect(MAX_BATCH_ITEMS).toBe(1_000);
    expect(splitBatch(Array.from({ length: 1_000 }, () => CLAIM))).toHaveLength(1_000);
    expect(refusalOf(Array.from({ length: 1_001 }, () => CLAIM))).toMatchObject({ code: 'batch_too_large', status: 413 });
    expect(splitBatch(asBody(`${LINE}\n\n`.repeat(1_000)))).toHaveLength(1_000);
    expect(refusalOf(`${LINE}\n`.repeat(1_001))).toMatchObject({ code: 'batch_too_large', status: 413 });
  });

  it.each([
    ['an empty array', []],
    ['an empty text', ''],
    ['blank lines', '\n \r\n'],
    ['a single claim', CLAIM],
    ['null', null],
    ['undefined', undefined],
    ['a number', 7],
    ['an object like an array', { length: 1, 0: CLAIM }],
  ])('is refused as a whole when it is %s', (_what, body) => {
    expect(refusalOf(body)).toMatchObject({ code: 'validation_failed', status: 400, options: { errors: [{ path: '' }] } });
  });
});

describe('a bad item of a batch', () => {
  it('is an item with an error among good ones', () => {
    expect(outcomes([CLAIM, { ...CLAIM, confidence: 2 }, null, 'text', [], OTHER])).toEqual([
      'claim',
      'validation_failed',
      'validation_failed',
      'validation_failed',
      'validation_failed',
      'claim',
    ]);
    expect(outcomes(`${LINE}\n{"subject":\n${LINE}\nnull\n[]\n${LINE} ${LINE}`)).toEqual([
      'claim',
      'malformed_json',
      'claim',
      'validation_failed',
      'validation_failed',
      'malformed_json',
    ]);
  });

  it('names its own bad fields', () => {
    const [item] = read([{ ...CLAIM, confidence: 2, sbuject: 'x' }]);
    expect(item).toMatchObject({ error: { options: { errors: [{ path: 'confidence' }, { path: 'sbuject', message: 'unknown field' }] } } });
  });

  it.each(['__proto__', 'constructor', 'toString'])('is one with a field %s, in either form', (name) => {
    const line = `{"${name}":{"polluted":true},${LINE.slice(1)}`;
    // The parser of lines refuses __proto__ before any schema sees it, as the parser of whole bodies does.
    expect(outcomes(line)).toEqual([name === '__proto__' ? 'malformed_json' : 'validation_failed']);
    expect(outcomes([JSON.parse(line)])).toEqual(['validation_failed']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('is one that nests deeper than anybody reads', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(outcomes(`${deep}\n{"subject":${deep}}\n${LINE.slice(0, -1)},"source_metadata":{"a":${deep}}}`)).toEqual([
      'validation_failed',
      'validation_failed',
      'validation_failed',
    ]);
  });

  it('never spoils another: good items come through, whatever stands between them', () => {
    const item = fc.oneof(
      fc.constant(CLAIM),
      fc.anything({ withNullPrototype: true }),
      fc.anything().map((confidence) => ({ ...CLAIM, confidence })),
    );
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 20 }), (items) => {
        const results = outcomes(items);
        expect(results).toHaveLength(items.length);
        items.forEach((one, index) => one === CLAIM && expect(results[index]).toBe('claim'));
      }),
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constant(LINE),
            fc.json(),
            fc.string().map((text) => text.replaceAll('\n', ' ')),
          ),
          { minLength: 1, maxLength: 20 },
        ),
        (lines) => {
          const given = lines.filter((line) => line.trim() !== '');
          fc.pre(given.length > 0);
          expect(outcomes(lines.join('\n')).map((outcome, index) => outcome === 'claim' || given[index] !== LINE)).toEqual(
            given.map(() => true),
          );
        },
      ),
    );
  });
});
