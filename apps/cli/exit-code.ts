/** What a script learns from `$?`; docs/how-to/cli.md explains each one. */
export const EXIT = {
  /** Done. */
  ok: 0,
  /** The server refused, a check failed, or nothing was found. */
  refused: 1,
  /** The command line, a file or a setting is wrong; nothing was sent. */
  usage: 2,
  /** The server or the store cannot be reached or cannot serve now: the same command may succeed later. */
  unreachable: 3,
  /** Some items failed, the others are done. */
  partial: 4,
  /** A fault in the program itself. */
  fault: 70,
  /** Ended by Ctrl-C or SIGTERM. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
