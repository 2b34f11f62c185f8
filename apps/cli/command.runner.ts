import type { Command } from 'commander';
import { CommandFailure } from './command.failure';
import { EXIT, type ExitCode } from './exit-code';
import { Output } from './output';

/**
 * Turns what a command does into an action of commander: gives it an output, and makes an exit code of its end. The
 * process ends by itself, so that everything written arrives.
 */
export function running<Options, Operands extends unknown[] = string[]>(
  work: (output: Output, options: Options, ...operands: Operands) => Promise<ExitCode>,
): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    const command = args.at(-1) as Command;
    const options = args.at(-2) as Options;
    const output = new Output(command.opts()['json'] === true);
    process.exitCode = await work(output, options, ...(args.slice(0, -2) as Operands)).catch((error: unknown) => report(output, error));
  };
}

function report(output: Output, error: unknown): ExitCode {
  if (error instanceof CommandFailure) {
    output.failure(error);
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  output.failure(new CommandFailure(EXIT.fault, `This is a fault in stemedb itself:\n${text}`));
  return EXIT.fault;
}
