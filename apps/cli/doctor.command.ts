import type { Command } from 'commander';
import { running } from './command.runner';
import { type ConnectionOptions, jsonOption, withConnection } from './connection.options';

const EXAMPLES = `
Looks at Node.js, the settings, the data directory, the store (DATABASE_URL, else the embedded PostgreSQL, which is
started for the moment where it is not running), the API and the key. Changes nothing. Exit code 1 when a check fails.

Examples:
  $ stemedb doctor
  $ DATABASE_URL=postgres://stemedb:…@db:5432/stemedb stemedb doctor --url https://steme.example --json`;

export function addDoctorCommand(program: Command): void {
  const command = program.command('doctor').description('check the installation, and say what to do');
  withConnection(command).addOption(jsonOption()).addHelpText('after', EXAMPLES);
  command.action(running<ConnectionOptions>(async (output, options) => (await import('./doctor/doctor.action.js')).examine(output, options)));
}
