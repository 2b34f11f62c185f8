#!/usr/bin/env node
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const FAULT = 70;
const program = join(__dirname, '..', 'dist', 'apps', 'cli', 'main.js');

if (existsSync(program)) {
  require(program);
} else {
  process.stderr.write('stemedb has not been built. Run "npm ci" or "npm run build" in its directory first.\n');
  process.exitCode = FAULT;
}
