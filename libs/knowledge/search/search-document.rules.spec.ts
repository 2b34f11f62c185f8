import { documentOf, searchedTexts } from './search-document.rules';

const claim = (changes: object = {}) => ({
  subject: 'drug://x',
  predicate: 'daily_dose',
  object: '{"type":"Number","value":7}',
  narrative: null,
  ...changes,
});

describe('the document of a claim', () => {
  it('holds its namespace and each word with its place and weight', () => {
    expect(documentOf('team', claim())).toBe("'@team' 'drug':1A 'x':2A 'daily':13B 'dose':14B");
  });

  it('holds text and references, but no numbers and truth values', () => {
    expect(searchedTexts(claim({ object: '{"type":"Text","value":"a b"}' })).object).toBe('a b');
    expect(searchedTexts(claim({ object: '{"type":"Reference","value":"c"}' })).object).toBe('c');
    expect(searchedTexts(claim()).object).toBe('');
    expect(searchedTexts(claim({ object: '{"type":"Boolean","value":true}' })).object).toBe('');
  });

  it('names a word once, with all its places up to what PostgreSQL keeps', () => {
    const document = documentOf('team', claim({ subject: 'x', predicate: 'x', narrative: 'x '.repeat(300) }));
    expect(document.startsWith("'@team' 'x':1A,12B,33D,34D")).toBe(true);
    expect(document.split(',')).toHaveLength(256);
  });

  it('stays within the last position of PostgreSQL', () => {
    const document = documentOf('team', claim({ object: JSON.stringify({ type: 'Text', value: '日'.repeat(8_192) }), narrative: '本'.repeat(10_000) }));
    const positions = [...document.matchAll(/[:,](\d+)/g)].map((match) => Number(match[1]));
    expect(Math.max(...positions)).toBeLessThanOrEqual(16_383);
  });
});
