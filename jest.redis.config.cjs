/** The tests that need a Redis server, which npm does not bring along: `npm run test:redis`, and .ci/run. */
const everywhere = require('./jest.config.cjs');

module.exports = { ...everywhere, testMatch: ['<rootDir>/test/redis/**/*.spec.ts'], testPathIgnorePatterns: ['/node_modules/'] };
