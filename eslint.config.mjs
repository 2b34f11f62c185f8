import { defineConfig } from 'eslint/config';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';
import { house } from './tools/eslint/index.mjs';

const typeScript = ['**/*.{ts,mts,cts}'];
const specs = ['**/*.spec.{ts,mts,cts}'];
const testCode = [...specs, 'test/**', '**/testing/**'];
const programs = ['apps/cli/**', 'tools/**', 'examples/**'];

const MODULE_MOCKS = ['mock', 'unmock', 'doMock', 'dontMock', 'setMock', 'unstable_mockModule', 'createMockFromModule'];

const NO_ENVIRONMENT = 'Settings come parsed and frozen from @stemedb/platform/config.';

const noModuleMocks = MODULE_MOCKS.map((property) => ({
  object: 'jest',
  property,
  message: 'Use a fake or the real PostgreSQL: a module mock repeats the mistake it was meant to find.',
}));

const noForwardRef = {
  name: '@nestjs/common',
  importNames: ['forwardRef'],
  message: 'Two modules that need each other are one module, or miss a third.',
};

/** What holds in every file, whatever it is for. */
const everywhere = {
  plugins: { house },
  linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
  rules: {
    'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
    'max-lines-per-function': ['error', { max: 70, skipBlankLines: false, skipComments: false, IIFEs: true }],
    'house/file-name': 'error',
    'house/named-exports': 'error',
    'house/no-lint-directives': 'error',
    'house/no-swallowed-error': 'error',
    'house/persistence-stays-home': 'error',
    'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'anywhere' }],
    'no-restricted-properties': [
      'error',
      { object: 'process', property: 'env', message: NO_ENVIRONMENT },
      ...noModuleMocks,
    ],
    'no-restricted-imports': [
      'error',
      {
        paths: [
          { name: 'node:process', message: NO_ENVIRONMENT },
          { name: 'process', message: NO_ENVIRONMENT },
          noForwardRef,
        ],
      },
    ],
    'no-console': 'error',
    'no-constant-condition': 'error',
    'no-debugger': 'error',
    'no-duplicate-case': 'error',
    'no-self-compare': 'error',
    'no-unreachable-loop': 'error',
    'no-unsafe-finally': 'error',
    'no-useless-catch': 'error',
    'object-shorthand': 'error',
    'prefer-const': 'error',
    eqeqeq: ['error', 'always'],
  },
};

const typeAware = {
  files: typeScript,
  languageOptions: { parserOptions: { projectService: true } },
  rules: {
    '@typescript-eslint/no-explicit-any': 'error',
    '@typescript-eslint/no-non-null-assertion': 'error',
    '@typescript-eslint/no-unused-vars': [
      'error',
      { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
    ],
    // The rule leaves files with decorators alone, because Nest injects by the class that the import names.
    '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    '@typescript-eslint/no-floating-promises': 'error',
    '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
    '@typescript-eslint/await-thenable': 'error',
  },
};

const specRules = {
  files: specs,
  plugins: { jest },
  rules: {
    'max-lines-per-function': 'off',
    'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*', '**.expect*', 'fc.assert'] }],
    'jest/no-commented-out-tests': 'error',
    'jest/no-disabled-tests': 'error',
    'jest/no-export': 'error',
    'jest/no-focused-tests': 'error',
    'jest/no-identical-title': 'error',
    'jest/no-standalone-expect': ['error', { additionalTestBlockFunctions: ['beforeAll', 'beforeEach', 'afterEach'] }],
    'jest/valid-describe-callback': 'error',
    'jest/valid-expect': 'error',
    'jest/valid-expect-in-promise': 'error',
    'jest/valid-title': ['error', { disallowedWords: ['should'], ignoreTypeOfDescribeName: true }],
  },
};

export default defineConfig(
  { ignores: ['**/node_modules/**', '**/dist/**', 'data/**', 'coverage/**', 'test/structure/fixtures/**'] },
  everywhere,
  { files: typeScript, extends: [tseslint.configs.recommended] },
  typeAware,
  { files: ['**/*.rules.ts'], rules: { 'house/pure-rules': 'error' } },
  { files: testCode, rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  specRules,
  { files: programs, rules: { 'no-console': 'off' } },
  {
    files: ['libs/platform/config/**', 'libs/platform/testing/**', 'test/**', 'tools/**'],
    rules: {
      'no-restricted-properties': ['error', ...noModuleMocks],
      'no-restricted-imports': ['error', { paths: [noForwardRef] }],
    },
  },
  { files: ['*.config.{mjs,cjs,js,ts}'], rules: { 'house/named-exports': 'off' } },
);
