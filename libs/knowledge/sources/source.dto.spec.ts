import { fieldErrors } from '@stemedb/platform/http';
import { listSourcesSchema, registerSourceSchema, SOURCE_EXAMPLES, sourceHashSchema } from './source.dto';

const HASH = 'ab'.repeat(32);
const SIGNED = { agent_id: 'cd'.repeat(32), timestamp: 1_735_689_600, signature: 'ef'.repeat(64) };

const refused = (body: unknown): string[] => {
  const result = registerSourceSchema.safeParse(body);
  return result.success ? [] : fieldErrors(result.error.issues).map(({ path }) => path);
};

describe('a source to register', () => {
  it.each([
    ['its content alone', { content: 'text' }],
    ['its hash alone', { hash: HASH }],
    ['both', { content: 'text', hash: HASH }],
    ['an empty content', { content: '' }],
    ['any characters', { content: 'a\0b\n\u0001é😀' }],
    [
      'everything',
      {
        content: 'text',
        hash: HASH,
        title: 't',
        uri: 'https://a',
        author: 'a',
        published_at: '2017',
        source_class: 'Clinical',
        media_type: 'text/plain',
        ...SIGNED,
      },
    ],
  ])('may come with %s', (_what, body) => {
    expect(refused(body)).toEqual([]);
  });

  it('keeps its content as it is: its hash is over these very bytes', () => {
    const content = 'e\u0301 \r\n';
    expect(registerSourceSchema.parse({ content, title: 'e\u0301' })).toEqual({ content, title: 'é' });
  });

  it('is the example of the API document', () => {
    expect(refused(SOURCE_EXAMPLES.label.value)).toEqual([]);
  });

  it.each([
    ['neither content nor hash', {}, ['content']],
    ['neither, with a title', { title: 't' }, ['content']],
    ['no object', 'text', ['']],
    ['an unknown field', { content: 'a', tilte: 'b' }, ['tilte']],
    ['a content that is no text', { content: 1 }, ['content']],
    ['a lone surrogate', { content: 'a\ud800' }, ['content']],
    ['a wrong hash', { hash: 'AB'.repeat(32) }, ['hash']],
    ['an empty title', { content: 'a', title: '' }, ['title']],
    ['a title of two lines', { content: 'a', title: 'a\nb' }, ['title']],
    [
      'long metadata',
      { content: 'a', title: 'a'.repeat(513), uri: 'a'.repeat(2_049), author: 'a'.repeat(513), media_type: 'a'.repeat(129) },
      ['title', 'uri', 'author', 'media_type'],
    ],
    ['an unknown class', { content: 'a', source_class: 'clinical' }, ['source_class']],
    ['a signature without signer and time', { content: 'a', signature: SIGNED.signature }, ['signature']],
    ['a signer without signature', { content: 'a', agent_id: SIGNED.agent_id }, ['signature']],
    ['a time without signer', { content: 'a', timestamp: 1 }, ['signature']],
    ['a signature of another length', { content: 'a', ...SIGNED, signature: 'ef'.repeat(63) }, ['signature']],
    ['a time with a fraction', { content: 'a', ...SIGNED, timestamp: 1.5 }, ['timestamp']],
    ['null for what is left out', { content: 'a', title: null }, ['title']],
  ])('is refused with %s', (_what, body, paths) => {
    expect(refused(body)).toEqual(paths);
  });

  it('names every bad field at once', () => {
    expect(refused({ content: 1, hash: 2, title: 3, published_at: 4, extra: 5 }).sort()).toEqual([
      'content',
      'extra',
      'hash',
      'published_at',
      'title',
    ]);
  });

  it('may hold 1 MiB of UTF-8, not of characters', () => {
    expect(refused({ content: 'a'.repeat(1_048_576) })).toEqual([]);
    expect(refused({ content: 'a'.repeat(1_048_577) })).toEqual(['content']);
    expect(refused({ content: 'é'.repeat(524_288) })).toEqual([]);
    expect(refused({ content: 'é'.repeat(524_289) })).toEqual(['content']);
  });
});

describe('the time of publication', () => {
  it.each(['2017', '2017-12', '2017-12-05', '2017-12-05T10:00:00Z', '2017-12-05T10:00:00.5+02:00', '2024-02-29', '1897'])(
    'may be %s',
    (published_at) => {
      expect(registerSourceSchema.parse({ content: 'a', published_at })).toEqual({ content: 'a', published_at });
    },
  );

  it.each([
    '',
    '17',
    '2017-13',
    '2017-00',
    '2017-02-30',
    '2023-02-29',
    '2017-12-32',
    '2017-12-05T10:00:00',
    '2017-12-05T25:00:00Z',
    '2017-12-05T10:60:00Z',
    '5 Dec 2017',
    '2017-12-05 ',
  ])('is refused once where there is no such time: %j', (published_at) => {
    expect(refused({ content: 'a', published_at })).toEqual(['published_at']);
  });
});

describe('the parameters of sources', () => {
  it('are an address of 64 lower-case hex digits', () => {
    expect(sourceHashSchema.safeParse({ hash: HASH }).success).toBe(true);
    expect(sourceHashSchema.safeParse({ hash: HASH.toUpperCase() }).success).toBe(false);
  });

  it('are the pages of a list, and nothing else', () => {
    expect(listSourcesSchema.parse({})).toEqual({ limit: 50 });
    expect(listSourcesSchema.safeParse({ status: 'active' }).success).toBe(false);
  });
});
