/**
 * Puts the project's own command where npx looks for commands, so that `npx stemedb` works in a checkout: npm links
 * the commands of dependencies only.
 */
const { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const directory = join(__dirname, '..', 'node_modules', '.bin');
const link = join(directory, 'stemedb');

if (existsSync(join(__dirname, '..', 'node_modules'))) {
  mkdirSync(directory, { recursive: true });
  rmSync(link, { force: true });
  if (process.platform === 'win32') writeFileSync(`${link}.cmd`, '@node "%~dp0\\..\\..\\bin\\stemedb.js" %*\r\n');
  else symlinkSync(join('..', '..', 'bin', 'stemedb.js'), link);
}
