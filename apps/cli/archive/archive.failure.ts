import { ArchiveError, type ArchiveErrorCode } from '@stemedb/knowledge/archive';
import { CommandFailure } from '../command.failure';
import { EXIT, type ExitCode } from '../exit-code';
import { storeFault } from '../store-access.rules';

const EXIT_CODES: Readonly<Record<ArchiveErrorCode, ExitCode>> = {
  archive_unreadable: EXIT.refused,
  archive_refused: EXIT.refused,
  store_not_empty: EXIT.refused,
  schema_not_current: EXIT.usage,
  namespace_not_found: EXIT.usage,
};

/** System errors that are about a file, with which the command line named it. */
const FILE_CODES = new Set(['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR', 'ENOSPC', 'EROFS', 'EPERM', 'EFBIG']);

/** Codes of a store that cannot be reached, beside PostgreSQL's own classes 08 and 28, 53 and 57. */
const STORE_CODES = /^(ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|3D000|55P03|(08|28|53|57)\w{3})$/;

/** What a person is told of an error in the work on an archive; a fault of the program itself stays what it is. */
export function archiveFailure(error: unknown, path?: string): unknown {
  if (error instanceof ArchiveError) {
    const about = path !== undefined && error.code === 'archive_unreadable' ? `${path}: ` : '';
    return new CommandFailure(EXIT_CODES[error.code], `${about}${error.message}`, { code: error.code });
  }
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code !== 'string') return error;
  if (FILE_CODES.has(code)) return new CommandFailure(EXIT.usage, `${path ?? 'The file'} cannot be used: ${String(message)}`);
  return STORE_CODES.test(code) ? new CommandFailure(EXIT.unreachable, `The store cannot be reached: ${storeFault(error)}.`) : error;
}
