import { type Command, Option } from 'commander';
import { running } from './command.runner';
import { jsonOption } from './connection.options';
import type { MigrateOptions } from './migrate.action';

const EXAMPLES = `
The store is DATABASE_URL, else the embedded PostgreSQL of the data directory. The server does the same at its start
unless STEMEDB_AUTO_MIGRATE=false. Several at once take turns.

Examples:
  $ stemedb migrate
  $ stemedb migrate --check                         # exit code 1 while migrations are pending`;

export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('bring the schema of the store up to date')
    .addOption(new Option('--check', 'change nothing; name what is pending'))
    .addOption(new Option('--data-dir <path>', 'data directory (default: STEMEDB_DATA_DIR, else ./data)'))
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(running<MigrateOptions>(async (output, options) => (await import('./migrate.action.js')).migrateStore(output, options)));
}
