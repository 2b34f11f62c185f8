import { contentHash } from '@stemedb/knowledge/claims';
import type { Faults, Fields } from './import.types';

/** A source as it stands in a file. */
export interface SourceLine {
  /** The name by which claims of the same import cite it. */
  readonly ref?: string;
  /** Address of its content, 64 hex digits. */
  readonly hash: string;
  /** What is sent to the server. */
  readonly body: Fields;
}

const HASH = /^[0-9a-f]{64}$/;

/** Computes the address of a source; the other fields are the server's to check. */
export function sourceLine(line: Fields): SourceLine | Faults {
  const { kind: _kind, ref, ...body } = line;
  if (ref !== undefined && (typeof ref !== 'string' || ref === '')) return fault('ref', 'expected a name');
  const { content, hash: declared } = body;
  if (content === undefined && declared === undefined) return fault('content', 'missing, expected content or hash');
  if (content !== undefined && (typeof content !== 'string' || !content.isWellFormed())) return fault('content', 'expected well-formed text');
  if (declared !== undefined && (typeof declared !== 'string' || !HASH.test(declared))) return fault('hash', 'expected 64 lower-case hex digits');
  const hash = typeof content === 'string' ? contentHash(content) : (declared as string);
  if (declared !== undefined && declared !== hash) return fault('hash', 'expected the BLAKE3 hash of the content');
  return { ref, hash, body };
}

function fault(path: string, message: string): Faults {
  return { faults: [{ path, message }] };
}
