import { join } from 'node:path';
import { REPOSITORY, runOverFixtures } from './tool';

interface CruiseReport {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly to: string; readonly rule: { readonly name: string } }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
  };
}

/** The rule, the file that breaks it, and what that file imports. Whatever stands in no line here is clean. */
const VIOLATIONS = [
  ['platform-looks-down-only', 'libs/platform/clock/upward.ts', 'libs/access/keys/index.ts'],
  ['access-looks-down-only', 'libs/access/keys/upward.ts', 'libs/knowledge/claims/index.ts'],
  ['knowledge-looks-down-only', 'libs/knowledge/assertions/upward.ts', 'libs/review/escalation/index.ts'],
  ['review-looks-down-only', 'libs/review/escalation/upward.ts', 'libs/aphoria/scan/index.ts'],
  ['aphoria-looks-down-only', 'libs/aphoria/scan/upward.ts', 'apps/api/main.ts'],
  ['no-cycles', 'libs/knowledge/votes/chicken.ts', 'libs/knowledge/votes/egg.ts'],
  ['every-file-has-a-room', 'libs/knowledge/votes/roomless.ts', 'libs/utils/helper.ts'],
  ['enter-a-module-by-its-index', 'libs/knowledge/votes/reach-in.ts', 'libs/knowledge/assertions/assertion.service.ts'],
  ['enter-a-module-by-its-index', 'libs/knowledge/votes/reach-in-for-a-type.ts', 'libs/knowledge/assertions/assertion.entity.ts'],
  ['name-other-modules-by-alias', 'libs/knowledge/votes/by-path.ts', 'libs/knowledge/assertions/index.ts'],
  ['enter-the-house-by-an-index', 'apps/api/reach-in.ts', 'libs/knowledge/assertions/assertion.service.ts'],
  ['enter-the-house-by-an-index', 'test/reach-in.ts', 'libs/knowledge/assertions/assertion.repository.ts'],
  ['no-self-barrel', 'libs/knowledge/assertions/self-barrel.ts', 'libs/knowledge/assertions/index.ts'],
  ['the-face-hides-persistence', 'libs/knowledge/epochs/index.ts', 'libs/knowledge/epochs/epoch.entity.ts'],
  ['controllers-skip-no-layer', 'libs/knowledge/assertions/assertion.controller.ts', 'libs/knowledge/assertions/assertion.repository.ts'],
  ['rules-are-pure', 'libs/knowledge/assertions/framework.rules.ts', 'node_modules/@nestjs/common/index.js'],
  ['rules-are-pure', 'libs/knowledge/assertions/disk.rules.ts', 'fs'],
  ['rules-are-pure', 'libs/knowledge/assertions/service.rules.ts', 'libs/knowledge/assertions/assertion.service.ts'],
  ['claims-know-no-framework', 'libs/knowledge/claims/framework.ts', 'node_modules/@nestjs/common/index.js'],
  ['programs-are-strangers', 'apps/api/neighbour.ts', 'apps/cli/main.ts'],
  ['only-clients-use-the-sdk', 'apps/api/sdk-user.ts', 'libs/sdk/index.ts'],
  ['the-sdk-knows-only-claims', 'libs/sdk/nosy.ts', 'libs/platform/clock/index.ts'],
  ['production-needs-no-test-code', 'apps/api/test-code.ts', 'libs/platform/testing/index.ts'],
  ['production-needs-no-test-code', 'libs/access/keys/test-code.ts', 'test/store.ts'],
  ['production-needs-no-tools', 'libs/access/keys/tool.ts', 'tools/print.ts'],
  ['production-needs-no-dev-package', 'libs/access/keys/dev-package.ts', 'node_modules/fast-check/lib/cjs/fast-check.d.ts'],
  ['packages-are-declared', 'libs/access/keys/undeclared-package.ts', 'node_modules/rxjs/dist/types/index.d.ts'],
  ['imports-resolve', 'libs/access/keys/nowhere.ts', './nothing'],
  ['no-orphans', 'libs/access/keys/orphan.ts', 'libs/access/keys/orphan.ts'],
] as const;

const describeImport = (rule: string, from: string, to: string): string => `${rule}: ${from} -> ${to}`;

describe('the import rules', () => {
  let found: string[];
  let rules: string[];

  beforeAll(() => {
    const { summary } = runOverFixtures<CruiseReport>(
      'imports',
      'dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      join(REPOSITORY, '.dependency-cruiser.cjs'),
      '--output-type',
      'json',
    );
    found = summary.violations.map(({ rule, from, to }) => describeImport(rule.name, from, to.replace(/^.*(?=node_modules\/)/, '')));
    rules = summary.ruleSetUsed.forbidden.map(({ name }) => name);
  }, 60_000);

  it.each(VIOLATIONS)('%s refuses %s', (rule, from, to) => {
    expect(found.filter((line) => line.includes(` ${from} `))).toEqual([describeImport(rule, from, to)]);
  });

  it('let a clean house pass', () => {
    const broken: string[] = VIOLATIONS.map(([rule, from, to]) => describeImport(rule, from, to));
    expect(found.filter((line) => !broken.includes(line))).toEqual([]);
  });

  it('are each proved by a violation', () => {
    const proved = new Set<string>(VIOLATIONS.map(([rule]) => rule));
    expect(rules.filter((rule) => !proved.has(rule))).toEqual([]);
  });
});
