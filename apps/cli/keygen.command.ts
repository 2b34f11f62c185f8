import { type Command, Option } from 'commander';
import { running } from './command.runner';
import { jsonOption } from './connection.options';
import type { KeygenOptions } from './keygen.action';

const EXAMPLES = `
The file holds the secret: whoever reads it signs as this agent. It gets mode 0600. There is no copy anywhere else.

Examples:
  $ stemedb keygen                                  # agent.key in this directory
  $ stemedb keygen --out keys/reader.key
  $ AGENT=$(stemedb keygen --out me.key)            # the agent_id alone is on standard output
  $ openssl rand -hex 32 | stemedb keygen --seed-stdin --out me.key`;

export function addKeygenCommand(program: Command): void {
  program
    .command('keygen')
    .description('make an agent: an Ed25519 key pair in a file')
    .addOption(new Option('--out <file>', 'where the key goes').default('agent.key'))
    .addOption(new Option('--seed-stdin', 'take the seed, 64 hex digits, from standard input'))
    .addOption(new Option('--force', 'overwrite a file that exists: its key is lost'))
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(running<KeygenOptions>(async (output, options) => (await import('./keygen.action.js')).keygen(output, options)));
}
