import { type Link, lineFrom } from './lineage.rules';

const link = (hash: string, parent_hash: string | null, held = false): Link => ({ hash, parent_hash, held });
const walked = (hash: string, ...links: Link[]) => lineFrom(hash, links).map(({ depth, link: { hash: at } }) => `${depth}${at}`);

describe('a line of descent', () => {
  it('leads from the claim to its parent and on, whatever the order in which it was found', () => {
    expect(walked('c', link('a', null), link('c', 'b'), link('b', 'a'))).toEqual(['0c', '1b', '2a']);
  });

  it('is the claim alone where it derives from nothing, or from what nobody recorded', () => {
    expect(walked('a', link('a', null))).toEqual(['0a']);
    expect(walked('a', link('a', 'unknown'))).toEqual(['0a']);
  });

  it('is empty where the claim itself is unknown', () => {
    expect(walked('a')).toEqual([]);
    expect(walked('a', link('b', null))).toEqual([]);
  });

  it('walks a circle once', () => {
    expect(walked('a', link('a', 'b'), link('b', 'c'), link('c', 'a'))).toEqual(['0a', '1b', '2c']);
    expect(walked('a', link('a', 'b'), link('b', 'c'), link('c', 'b'))).toEqual(['0a', '1b', '2c']);
    expect(walked('a', link('a', 'a'))).toEqual(['0a']);
  });

  it('goes through what is held back without telling of it', () => {
    expect(walked('c', link('c', 'b'), link('b', 'a', true), link('a', null))).toEqual(['0c', '2a']);
  });
});
