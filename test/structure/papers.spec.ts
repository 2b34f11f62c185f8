import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './tool';

const read = (path: string): string => readFileSync(join(REPOSITORY, path), 'utf8');
const exists = (path: string): boolean => existsSync(join(REPOSITORY, path));
const groups = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, group = '']) => group);

describe('the glossary', () => {
  const glossary = read('docs/glossary.md');
  const rows = [...glossary.matchAll(/^\| (?!word|---)(.+?) \| .+ \| `([^`]+)`( \(planned\))? \|$/gm)];

  it('has one row for each word', () => {
    const words = rows.map(([, word]) => word);
    expect(words.length).toBeGreaterThan(50);
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
    expect(glossary.match(/^\| (?!word|---)/gm)).toHaveLength(words.length);
  });

  it('names places that exist, and calls planned only what does not', () => {
    const wrong = rows.filter(([, , place = '', planned]) => exists(place) === (planned !== undefined));
    expect(wrong.map(([row]) => row)).toEqual([]);
  });
});

describe('the decision records', () => {
  it('stand in the index, each of them', () => {
    const files = readdirSync(join(REPOSITORY, 'docs/adr')).filter((file) => /^\d{4}-.*\.md$/.test(file) && !file.startsWith('0000'));
    expect(groups(read('docs/adr/README.md'), /^\| \[\d{4}\]\((\S+)\)/gm).sort()).toEqual(files.sort());
  });
});

describe('nest-cli.json', () => {
  it('points at folders that exist', () => {
    const { projects } = JSON.parse(read('nest-cli.json')) as { projects: Record<string, { root: string }> };
    expect(Object.values(projects).filter(({ root }) => !exists(root))).toEqual([]);
  });

  it('knows every program and every floor', () => {
    const { projects } = JSON.parse(read('nest-cli.json')) as { projects: Record<string, { root: string }> };
    const folders = ['apps', 'libs'].flatMap((part) => readdirSync(join(REPOSITORY, part)).map((folder) => `${part}/${folder}`));
    expect(Object.values(projects).map(({ root }) => root).sort()).toEqual(folders.sort());
  });
});

describe('the links between documents', () => {
  it.each(['CONTRIBUTING.md', 'docs/adr/README.md', 'docs/adr/0001-the-house.md'])('of %s lead somewhere', (document) => {
    const targets = groups(read(document), /\]\((?!https?:)([^)#]+)/g);
    expect(targets.filter((target) => !exists(join(document, '..', target)))).toEqual([]);
  });
});
