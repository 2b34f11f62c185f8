import type { Binaries } from './binaries.locator';
import type { SystemUser } from './system-user.types';

export type Log = (message: string) => void;

export interface EmbeddedPostgresOptions {
  /** The directory that holds everything: data, password, log and lock. Created when missing. */
  directory: string;
  /** TCP port on 127.0.0.1. 0 or unset: the port of the last run if it is free, else a free one. */
  port?: number;
  /** PostgreSQL settings by name, over the defaults. Values are written as they stand ('512MB', 'off'). */
  settings?: Readonly<Record<string, string>>;
  /** Receives one sentence for each thing worth telling the operator. */
  log: Log;
}

export interface EmbeddedPostgres {
  /** Connects as `stemedb`: owner of the database `stemedb`, no superuser. */
  readonly url: string;
  /** Connects as the superuser `postgres` to the database `postgres`. */
  readonly adminUrl: string;
  readonly port: number;
  readonly dataDirectory: string;
  readonly logFile: string;
  /**
   * Shuts the server down (open transactions are rolled back, everything committed is on disk),
   * waits until its process is gone and gives the directory free. Every call returns the same promise.
   * @throws EmbeddedPostgresError `stop_failed`
   */
  stop(): Promise<void>;
}

/** What the parts of this module need to know about the one server they handle. */
export interface Cluster {
  /** Real path, without symbolic links. */
  readonly directory: string;
  readonly dataDirectory: string;
  readonly logFile: string;
  readonly binaries: Binaries;
  /** Who runs the server; undefined means: whoever runs this process. */
  readonly user: SystemUser | undefined;
  readonly log: Log;
}
