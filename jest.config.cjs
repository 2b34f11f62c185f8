/** Rules need nothing; guarantees need the real PostgreSQL that globalSetup starts. */
const common = {
  testEnvironment: 'node',
  transform: { '^.+\\.[cm]?[jt]s$': ['@swc/jest', require('./tools/swc-options.cjs')] },
  moduleNameMapper: { '^@stemedb/(.*)$': '<rootDir>/libs/$1' },
  // Nest 12 and a few small libraries ship as ES modules; Jest runs CommonJS. npm may nest any of them in another package.
  transformIgnorePatterns: [
    '/node_modules/(?!(.+/node_modules/)?(@nestjs|@noble|cookie|canonicalize|file-type|strtok3|token-types|uint8array-extras|@tokenizer|content-disposition|es-toolkit)/)',
  ],
};
module.exports = {
  ...common,
  testMatch: ['<rootDir>/{apps,libs,test,tools}/**/*.spec.ts'],
  // Need a Redis server, see jest.redis.config.cjs.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/redis/'],
  globalSetup: '<rootDir>/libs/platform/testing/jest-global-setup.cjs',
  globalTeardown: '<rootDir>/libs/platform/testing/jest-global-teardown.cjs',
  maxWorkers: 2,
  // Every file loads the whole server anew; a worker that has grown spends its time collecting what is left of it.
  workerIdleMemoryLimit: '1GB',
  // A busy machine makes a test slow, never wrong.
  testTimeout: 60_000,
};
