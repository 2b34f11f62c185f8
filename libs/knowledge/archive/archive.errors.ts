/**
 * Why an archive cannot be made, read or taken in: `archive_unreadable` where the file is no archive or not whole,
 * `archive_refused` where it is whole and what it holds is not, `store_not_empty`, `schema_not_current` and
 * `namespace_not_found` where the store is the reason.
 */
export type ArchiveErrorCode = 'archive_unreadable' | 'archive_refused' | 'store_not_empty' | 'schema_not_current' | 'namespace_not_found';

/** For the person at the command line; archives are no part of the HTTP API. */
export class ArchiveError extends Error {
  constructor(
    readonly code: ArchiveErrorCode,
    message: string,
    options: ErrorOptions = {},
  ) {
    super(message, options);
  }
}

export function unreadable(message: string, cause?: unknown): ArchiveError {
  return new ArchiveError('archive_unreadable', message, { cause });
}
