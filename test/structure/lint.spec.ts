import { join, relative } from 'node:path';
import { REPOSITORY, runOverFixtures } from './tool';

interface FileReport {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly severity: 1 | 2 }[];
}

const ERROR = 2;
const FOLDER = 'libs/knowledge/claims';

/**
 * What each file breaks. Test files end in `.spec.mts` here: the lint rules hold for them, and Jest, which looks for
 * `.spec.ts`, does not run them.
 */
const VIOLATIONS: readonly (readonly [file: string, ...rules: string[]])[] = [
  ['file-of-301-lines.ts', 'max-lines'],
  ['function-of-71-lines.ts', 'max-lines-per-function'],
  ['CamelCase.ts', 'house/file-name'],
  ['hidden-entity.ts', 'house/file-name'],
  ['default-export.ts', 'house/named-exports'],
  ['renamed-default.ts', 'house/named-exports'],
  ['environment.ts', 'no-restricted-properties'],
  ['environment-by-import.ts', 'no-restricted-imports'],
  ['forward-ref.ts', 'no-restricted-imports'],
  ['empty-catch.ts', 'house/no-swallowed-error'],
  ['empty-promise-catch.ts', 'house/no-swallowed-error'],
  ['passes-on.ts', 'house/persistence-stays-home'],
  ['passes-on-later.ts', 'house/persistence-stays-home'],
  ['lint-directive.ts', 'house/no-lint-directives', 'no-console'],
  ['print.ts', 'no-console'],
  ['left-over.ts', 'no-warning-comments'],
  ['any-type.ts', '@typescript-eslint/no-explicit-any'],
  ['non-null.ts', '@typescript-eslint/no-non-null-assertion'],
  ['ts-ignore.ts', '@typescript-eslint/ban-ts-comment'],
  ['type-import.ts', '@typescript-eslint/consistent-type-imports'],
  ['floating-promise.ts', '@typescript-eslint/no-floating-promises'],
  ['promise-as-condition.ts', '@typescript-eslint/no-misused-promises'],
  ['now.rules.ts', 'house/pure-rules'],
  ['today.rules.ts', 'house/pure-rules'],
  ['random.rules.ts', 'house/pure-rules'],
  ['random-id.rules.ts', 'house/pure-rules'],
  ['process.rules.ts', 'house/pure-rules'],
  ['timer.rules.ts', 'house/pure-rules'],
  ['locale.rules.ts', 'house/pure-rules'],
  ['focused.spec.mts', 'jest/no-focused-tests'],
  ['disabled.spec.mts', 'jest/no-disabled-tests'],
  ['wish.spec.mts', 'jest/valid-title'],
  ['asserts-nothing.spec.mts', 'jest/expect-expect'],
  ['module-mock.spec.mts', 'no-restricted-properties'],
];

/** Files at the limit, and files that a rule must leave alone. */
const CLEAN = [
  `${FOLDER}/file-of-300-lines.ts`,
  `${FOLDER}/function-of-70-lines.ts`,
  `${FOLDER}/clean.controller.ts`,
  `${FOLDER}/clean.service.ts`,
  `${FOLDER}/clean.rules.ts`,
  `${FOLDER}/clean.spec.mts`,
  `${FOLDER}/claim.entity.ts`,
  'apps/cli/print.ts',
  'libs/platform/config/environment.ts',
];

describe('the lint rules', () => {
  const found = new Map<string, (string | null)[]>();

  beforeAll(() => {
    const root = join(__dirname, 'fixtures', 'lint');
    const config = join(REPOSITORY, 'eslint.config.mjs');
    const reports = runOverFixtures<FileReport[]>('lint', 'eslint/bin/eslint.js', '--config', config, '--format', 'json');
    for (const { filePath, messages } of reports) {
      const errors = messages.filter(({ severity }) => severity === ERROR);
      found.set(relative(root, filePath), errors.map(({ ruleId }) => ruleId));
    }
  }, 60_000);

  it.each(VIOLATIONS)('refuse %s by %s', (file, ...rules) => {
    expect(found.get(`${FOLDER}/${file}`)?.sort()).toEqual(rules);
  });

  it.each(CLEAN)('let %s pass', (file) => {
    expect(found.get(file)).toEqual([]);
  });

  it('have been tried on every fixture', () => {
    const expected = [...VIOLATIONS.map(([file]) => `${FOLDER}/${file}`), ...CLEAN];
    expect([...found.keys()].sort()).toEqual(expected.sort());
  });
});
