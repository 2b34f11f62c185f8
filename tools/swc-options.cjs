const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** The build's own compiler options, with absolute paths as @swc/jest needs them. */
const options = JSON.parse(readFileSync(join(__dirname, '..', '.swcrc'), 'utf8'));
delete options.$schema;
delete options.sourceMaps;
options.jsc.baseUrl = join(__dirname, '..');
delete options.jsc.paths;
delete options.jsc.baseUrl;
options.swcrc = false;
module.exports = options;
