import { Command, CommanderError } from 'commander';
import { version } from '../api/version';
import { addAssertCommand } from './assert.command';
import { addDoctorCommand } from './doctor.command';
import { EXIT, type ExitCode } from './exit-code';
import { addExportCommand } from './export.command';
import { addImportCommand } from './import.command';
import { addKeygenCommand } from './keygen.command';
import { addKeysCommand } from './keys.command';
import { addMigrateCommand } from './migrate.command';
import { addQueryCommand } from './query.command';
import { addStartCommand } from './start.command';
import { addVerifyCommand } from './verify.command';
import { addVoteCommand } from './vote.command';

const EPILOGUE = `
Five minutes:
  $ stemedb start                                  # a server with its own PostgreSQL, in a terminal of its own
  $ stemedb keygen --out me.key                    # an agent: the key that signs your claims
  $ stemedb assert --key me.key --subject demo://tea/cup --predicate temperature_c --number 61 --confidence 0.9
  $ stemedb query demo://tea/cup temperature_c --lens consensus

Exit codes: 0 done, 1 refused or nothing found, 2 wrong command line or input, 3 server or store unreachable,
4 some items failed, 70 a fault in stemedb itself, 130 interrupted. \`stemedb <command> --help\` has examples.`;

/** Command files import what they need only when they run: help and usage errors come at once. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  surviveClosedPipe();
  const program = new Command('stemedb')
    .description('A database of signed claims: contradictions live side by side and a lens resolves them at read time')
    .version(version(), '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .addHelpText('after', EPILOGUE)
    .showHelpAfterError('(--help says how)')
    .exitOverride();
  addStartCommand(program);
  addKeygenCommand(program);
  addAssertCommand(program);
  addVoteCommand(program);
  addQueryCommand(program);
  addImportCommand(program);
  addExportCommand(program);
  addVerifyCommand(program);
  addMigrateCommand(program);
  addDoctorCommand(program);
  addKeysCommand(program);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    process.exitCode = usageExit(error);
  }
}

/** Commander has already written help, version or what is wrong with the command line. */
function usageExit(error: unknown): ExitCode {
  if (!(error instanceof CommanderError)) throw error;
  return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
}

/** `stemedb query … | head` closes the pipe before everything is written; that is no fault. */
function surviveClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT.ok);
  });
}
