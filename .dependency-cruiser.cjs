/** The import rules of the house; docs/adr/0001-the-house.md says why, test/structure/ proves that each one bites. */

/** Lowest first. A floor may import from the floors below it, never from those above. */
const FLOORS = ['platform', 'access', 'knowledge', 'review', 'aphoria'];

const room = `^libs/(${FLOORS.join('|')})/([^/]+)/`;
const anyRoom = `^libs/(?:${FLOORS.join('|')})/[^/]+/`;
const face = `${anyRoom}index\\.ts$`;
const testFace = `${anyRoom}testing/index\\.ts$`;
const sdkFace = '^libs/sdk/index\\.ts$';
const testCode = '\\.spec\\.[cm]?ts$|/testing/|^test/';
const persistence = '\\.(entity|repository)\\.ts$';

const frameworks = 'node_modules/(@nestjs|typeorm|@?fastify|@willsoto|(@types/)?pg|pino)(/|$)';
const inputAndOutput =
  '^(node:)?(fs|net|tls|http|http2|https|dns|dgram|child_process|cluster|worker_threads|os|process|timers|' +
  'perf_hooks|async_hooks|readline|inspector)(/|$)';
const servingRoles = '\\.(service|repository|entity|controller|module|guard|filter|interceptor)\\.ts$';

const rule = (name, from, to) => ({ name, severity: 'error', from, to });

const floorOrder = FLOORS.map((floor, height) => {
  const above = ['apps', ...FLOORS.slice(height + 1).map((name) => `libs/${name}`)];
  return rule(`${floor}-looks-down-only`, { path: `^libs/${floor}/` }, { path: `^(${above.join('|')})/` });
});

const modules = [
  rule('no-cycles', {}, { circular: true }),
  rule('every-file-has-a-room', {}, { path: '^libs/', pathNot: [anyRoom, '^libs/sdk/'] }),
  rule('enter-a-module-by-its-index', { path: room }, { path: room, pathNot: ['^libs/$1/$2/', face, testFace] }),
  rule(
    'name-other-modules-by-alias',
    { path: `${room}.*\\.ts$` },
    { path: anyRoom, pathNot: '^libs/$1/$2/', dependencyTypesNot: ['aliased'] },
  ),
  rule('enter-the-house-by-an-index', { pathNot: '^libs/' }, { path: '^libs/', pathNot: [face, testFace, sdkFace] }),
  rule('no-self-barrel', { path: room, pathNot: '/index\\.ts$' }, { path: '^libs/$1/$2/index\\.ts$' }),
];

const roles = [
  rule('the-face-hides-persistence', { path: face }, { path: persistence }),
  rule('controllers-skip-no-layer', { path: '\\.controller\\.ts$' }, { path: persistence }),
  rule('rules-are-pure', { path: '\\.rules\\.ts$' }, { path: [frameworks, inputAndOutput, servingRoles] }),
  rule('claims-know-no-framework', { path: '^libs/knowledge/claims/', pathNot: testCode }, { path: frameworks }),
];

const programs = [
  // The command-line tool starts the API server, so it alone may name another program.
  rule('programs-are-strangers', { path: '^apps/(api|console)/' }, { path: '^apps/', pathNot: '^apps/$1/' }),
  rule('only-clients-use-the-sdk', { pathNot: ['^libs/sdk/', '^apps/cli/', '^test/'] }, { path: '^libs/sdk/' }),
  rule(
    'the-sdk-knows-only-claims',
    { path: '^libs/sdk/' },
    { path: '^(apps|libs|test|tools)/', pathNot: ['^libs/sdk/', '^libs/knowledge/claims/index\\.ts$'] },
  ),
];

const production = { path: '^(apps|libs)/', pathNot: testCode };

const hygiene = [
  rule('production-needs-no-test-code', production, { path: testCode }),
  rule('production-needs-no-tools', production, { path: '^tools/' }),
  rule('production-needs-no-dev-package', production, {
    dependencyTypes: ['npm-dev'],
    dependencyTypesNot: ['type-only'],
    pathNot: 'node_modules/@types/',
  }),
  rule('packages-are-declared', {}, { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] }),
  rule('imports-resolve', {}, { couldNotResolve: true }),
  rule('no-orphans', { orphan: true, path: '^(apps|libs)/', pathNot: ['\\.d\\.ts$', '/main\\.ts$', testCode] }, {}),
];

module.exports = {
  forbidden: [...floorOrder, ...modules, ...roles, ...programs, ...hygiene],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|coverage|test/structure/fixtures)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
