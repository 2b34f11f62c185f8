export type EmbeddedPostgresErrorCode =
  /** Another living process owns the data directory. */
  | 'data_directory_in_use'
  /** The data was written by another major version of PostgreSQL. */
  | 'data_version_mismatch'
  /** The data directory holds something that was not made here; nothing was touched. */
  | 'data_directory_foreign'
  /** The password file is not that of the data. */
  | 'password_mismatch'
  /** The directory cannot be created, read, written or reached. */
  | 'directory_unusable'
  /** The port that was asked for belongs to another program. */
  | 'port_in_use'
  /** No PostgreSQL binaries are installed for this operating system and processor. */
  | 'binaries_missing'
  /** The binaries are there and cannot be run. */
  | 'binaries_unusable'
  /** Run as root, and no system user could be found or made for the server. */
  | 'system_user_missing'
  /** A setting that identifies the server, or whose name is none. */
  | 'invalid_setting'
  | 'initialisation_failed'
  | 'start_failed'
  | 'stop_failed';

/** Why the embedded server cannot run. The message is for the operator's terminal and says what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  constructor(
    readonly code: EmbeddedPostgresErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The way out that every message may offer. */
export const OWN_SERVER_HINT = 'or set DATABASE_URL to a PostgreSQL server of your own';
