import { type Command, Option } from 'commander';
import { running } from './command.runner';
import { jsonOption, withConnection } from './connection.options';
import type { VoteOptions } from './vote.action';

const EXAMPLES = `
Each agent has one current vote on an assertion: the one with the latest time counts.

Examples:
  $ stemedb vote 9b1e…e4f3 1 --key me.key           # agrees
  $ stemedb vote 9b1e…e4f3 -0.5 --key me.key        # disagrees, half as strongly`;

export function addVoteCommand(program: Command): void {
  const command = program
    .command('vote')
    .description('sign a vote for or against an assertion')
    .argument('<hash>', 'address of the assertion')
    .argument('<weight>', 'from -1 (disagrees) to 1 (agrees)')
    .addOption(new Option('--key <file>', 'key file of the agent that votes').env('STEMEDB_CLI_KEY'))
    .addOption(new Option('--timestamp <moment>', 'time of signing (default: now)'))
    .addOption(new Option('--dry-run', 'print address and signed body; send nothing'));
  withConnection(command).addOption(jsonOption()).addHelpText('after', EXAMPLES);
  command.action(
    running<VoteOptions>(async (output, options, hash = '', weight = '') => (await import('./vote.action.js')).vote(output, options, hash, weight)),
  );
}
