import { contentHash } from '@stemedb/knowledge/claims';
import { sourceLine } from './source-line.rules';

describe('a source line', () => {
  it('is addressed by its content and sent without its name', () => {
    expect(sourceLine({ kind: 'source', ref: 'label', content: 'x', title: 't' })).toEqual({
      ref: 'label',
      hash: contentHash('x'),
      body: { content: 'x', title: 't' },
    });
  });

  it('may give its hash alone, or both where they fit', () => {
    const hash = contentHash('x');
    expect(sourceLine({ kind: 'source', hash })).toMatchObject({ hash, body: { hash } });
    expect(sourceLine({ kind: 'source', hash, content: 'x' })).toMatchObject({ hash });
  });

  it.each([
    [{}, 'content'],
    [{ content: 7 }, 'content'],
    [{ content: '\ud800' }, 'content'],
    [{ hash: 'abc' }, 'hash'],
    [{ hash: 7 }, 'hash'],
    [{ content: 'x', hash: '0'.repeat(64) }, 'hash'],
    [{ content: 'x', ref: '' }, 'ref'],
    [{ content: 'x', ref: 7 }, 'ref'],
  ])('is refused with %j', (line, path) => {
    expect(sourceLine({ kind: 'source', ...line })).toMatchObject({ faults: [{ path }] });
  });
});
