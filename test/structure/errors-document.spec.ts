import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DomainError, errorCatalogue, problemType, STATUS_BY_KIND, toProblem } from '@stemedb/platform/errors';
import { REPOSITORY } from './tool';

interface Row {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly module: string;
}

/** Every file that declares codes, from the root of the repository. */
const errorFiles = readdirSync(join(REPOSITORY, 'libs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.errors.ts'))
  .map((file) => join('libs', file));

/** What the code says: each of these files exports the codes that it declares. */
async function rowsOfCode(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const file of errorFiles) {
    const exported = Object.values((await import(join(REPOSITORY, file))) as Record<string, unknown>);
    for (const code of exported.flatMap((codes) => (typeof codes === 'object' ? Object.keys(codes ?? {}) : []))) {
      const { kind, title } = errorCatalogue().get(code) ?? { kind: 'internal', title: 'not declared' };
      rows.push({ code, status: STATUS_BY_KIND[kind], title, module: dirname(file) });
    }
  }
  return rows;
}

const document = readFileSync(join(REPOSITORY, 'docs/errors.md'), 'utf8');

/** What the document says, each row with the module that its section names. */
function rowsOfDocument(): (Row & { readonly when: string; readonly what: string })[] {
  return document.split(/^## /m).flatMap((section) => {
    const [, module = ''] = /^Defined in `(.+)`\.$/m.exec(section) ?? [];
    return [...section.matchAll(/^\| `(\w+)` \| (\d{3}) \| (.+?) \| (.+?) \| (.+?) \|$/gm)].map(
      ([, code = '', status, title = '', when = '', what = '']) => ({ code, status: Number(status), title, module, when, what }),
    );
  });
}

const byCode = (left: Row, right: Row): number => (left.code < right.code ? -1 : 1);

describe('docs/errors.md', () => {
  it('names every code that there is and no other, with its status, its title and its module', async () => {
    const documented = rowsOfDocument().map(({ code, status, title, module }) => ({ code, status, title, module }));
    const declared = await rowsOfCode();
    expect(declared.length).toBeGreaterThan(25);
    expect(documented.sort(byCode)).toEqual(declared.sort(byCode));
  });

  it('leaves out no code that is declared outside of an errors file', async () => {
    const declared = await rowsOfCode();
    expect([...errorCatalogue().keys()].sort()).toEqual(declared.map(({ code }) => code).sort());
  });

  it('names each code once, and says when it happens and what to do', () => {
    const rows = rowsOfDocument();
    expect(new Set(rows.map(({ code }) => code)).size).toBe(rows.length);
    expect(rows.filter(({ when, what }) => when.trim().length < 10 || what.trim().length < 10)).toEqual([]);
  });

  it('shows a problem as the server makes it', () => {
    const example = JSON.parse(/```json\n([^]+?)```/.exec(document)?.[1] ?? '') as Record<string, unknown> & {
      code: string;
      detail: string;
      errors: [];
    };
    const { code, detail, errors, instance, request_id } = example;
    expect(example).toEqual(toProblem(new DomainError(code, detail, { errors }), String(instance), String(request_id)));
    expect(Object.keys(example)).toEqual(Object.keys(toProblem(new DomainError(code, detail, { errors }), '', '')));
    expect(example['type']).toBe(problemType(code));
  });

  it('explains every member of a problem', () => {
    const explained = [...document.matchAll(/^\| `(\w+)` \| [^|]+ \|$/gm)].map(([, member]) => member);
    expect(explained).toEqual(['type', 'title', 'status', 'detail', 'instance', 'code', 'request_id', 'errors', 'address']);
  });
});
