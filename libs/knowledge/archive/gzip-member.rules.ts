import { crc32 } from 'node:zlib';

/**
 * The last line of an archive stands in a gzip member of its own, stored without compression, so that there is exactly
 * one way to write it: RFC 1952 with nothing optional, one stored block of RFC 1951. Deflate could be damaged in a bit
 * that no reader would notice; the last line names the hash of all bytes before its member, and this member has no bit
 * that could differ.
 */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
const BLOCK_HEADER_BYTES = 5;
const TRAILER_BYTES = 8;

export const MEMBER_OVERHEAD = HEADER.length + BLOCK_HEADER_BYTES + TRAILER_BYTES;

/** What a stored block can hold. */
export const LONGEST_STORED = 0xffff;

/** The bytes of the member of a text of at most LONGEST_STORED bytes. @throws RangeError */
export function storedMember(text: string): Buffer {
  const content = Buffer.from(text, 'utf8');
  if (content.length > LONGEST_STORED) throw new RangeError('The last line of an archive is too long');
  const block = Buffer.alloc(BLOCK_HEADER_BYTES);
  block.writeUInt8(1, 0);
  block.writeUInt16LE(content.length, 1);
  block.writeUInt16LE(~content.length & LONGEST_STORED, 3);
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32LE(crc32(content), 0);
  trailer.writeUInt32LE(content.length, 4);
  return Buffer.concat([HEADER, block, content, trailer]);
}

/** The text of a member; undefined where the bytes are not exactly what storedMember gives. */
export function textOfMember(bytes: Buffer): string | undefined {
  if (bytes.length < MEMBER_OVERHEAD || bytes.length > MEMBER_OVERHEAD + LONGEST_STORED) return undefined;
  const text = bytes.toString('utf8', HEADER.length + BLOCK_HEADER_BYTES, bytes.length - TRAILER_BYTES);
  return storedMember(text).equals(bytes) ? text : undefined;
}
