import { EXIT, type ExitCode } from './exit-code';

/** One wrong field: `path` is its name, empty where the whole is meant. */
export interface FieldFault {
  readonly path: string;
  readonly message: string;
}

/** What a script may want to know of a failure beside its text. */
export interface FailureDetails {
  /** The server's stable code. */
  readonly code?: string;
  /** The HTTP status. */
  readonly status?: number;
  readonly request_id?: string;
  readonly errors?: readonly FieldFault[];
}

/** Ends a command with a message for the person in front of it, and with an exit code for scripts. */
export class CommandFailure extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    readonly details: FailureDetails = {},
  ) {
    super(message);
  }
}

/** The command line or a file is wrong. */
export function wrongInput(message: string, errors?: readonly FieldFault[]): CommandFailure {
  return new CommandFailure(EXIT.usage, message, errors ? { errors } : {});
}
