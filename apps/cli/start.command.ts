import { type Command, Option } from 'commander';
import { running } from './command.runner';
import type { StartOptions } from './start.action';

const EXAMPLES = `
Without DATABASE_URL the server brings its own PostgreSQL 18 along, with its data below the data directory. The first
start on an empty store makes an admin key, prints it once and keeps it in <data dir>/admin.key. All settings stand in
.env.example. Ctrl-C ends requests that are under way first.

Examples:
  $ stemedb start
  $ stemedb start --port 8080 --data-dir /var/lib/stemedb
  $ DATABASE_URL=postgres://stemedb:…@db:5432/stemedb stemedb start`;

export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('run the server, with its own PostgreSQL unless DATABASE_URL is set')
    .addOption(new Option('--port <number>', 'TCP port of the API (default: PORT, else 18180)'))
    .addOption(new Option('--host <address>', 'address to listen on (default: STEMEDB_HOST, else 127.0.0.1)'))
    .addOption(new Option('--data-dir <path>', 'data directory (default: STEMEDB_DATA_DIR, else ./data)'))
    .addOption(new Option('--json', 'print the address as JSON'))
    .addHelpText('after', EXAMPLES)
    .action(running<StartOptions>(async (output, options) => (await import('./start.action.js')).start(output, options)));
}
