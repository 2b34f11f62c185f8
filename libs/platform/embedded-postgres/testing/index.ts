export { spawnOwner, startOwner, type Owner } from './owner';
export { query, serverPid } from './running-server';
export { makeTestDirectory, startTestServer, type TestServer } from './test-server';
