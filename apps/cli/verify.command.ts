import { type Command, Option } from 'commander';
import type { VerifyOptions } from './archive/verify.action';
import { running } from './command.runner';
import { dataDirOption, jsonOption } from './connection.options';

const EXAMPLES = `
Recomputes every address, every signature and the audit chain, and names each row that fails. Without an archive it reads
the store: DATABASE_URL, else the embedded PostgreSQL of the data directory; there it also looks for everything that a
row refers to. Changes nothing, and the server may go on running.

Exit code 0: all is well. 1: something fails. 2: it could not run.

Examples:
  $ stemedb verify
  $ stemedb verify backup.ndjson.gz
  $ stemedb verify --json 2> failures.ndjson`;

export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description('recompute every address, every signature and the audit chain')
    .argument('[archive]', 'an archive (default: the store)')
    .addOption(new Option('--namespace <name>', 'only this namespace of the store (default: all)'))
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(
      running<VerifyOptions, [string | undefined]>(async (output, options, archive) =>
        (await import('./archive/verify.action.js')).verify(output, options, archive),
      ),
    );
}
