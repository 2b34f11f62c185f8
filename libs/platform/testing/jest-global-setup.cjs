/**
 * Gives the whole test run one PostgreSQL: the server at STEMEDB_TEST_DATABASE_URL (a superuser's address) when that
 * is set, else the embedded one. Tests find it at STEMEDB_TEST_ADMIN_URL. Jest transpiles what is required while this
 * function runs, but does not know the module aliases here.
 */
module.exports = async function setUp() {
  const given = process.env.STEMEDB_TEST_DATABASE_URL;
  if (given) {
    process.env.STEMEDB_TEST_ADMIN_URL = given;
    return;
  }
  const { startTestServer } = require('../embedded-postgres/testing/index.ts');
  const server = await startTestServer();
  process.env.STEMEDB_TEST_ADMIN_URL = server.adminUrl;
  // Jest's global teardown runs in the same process and finds it there.
  globalThis.stemedbTestServer = server;
};
