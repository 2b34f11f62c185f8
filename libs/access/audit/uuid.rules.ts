const STEPS = 4_096;

/**
 * A UUID of version 7 (RFC 9562, method 3): the time to a quarter of a microsecond, then randomness, so that ids sort by
 * the time at which they were made.
 *
 * @param milliseconds Unix time with its fraction
 * @param random at least 8 bytes
 */
export function uuidV7(milliseconds: number, random: Uint8Array): string {
  const bytes = Buffer.alloc(16);
  const whole = Math.floor(milliseconds);
  bytes.writeUIntBE(whole, 0, 6);
  bytes.writeUInt16BE(0x7000 | Math.min(STEPS - 1, Math.floor((milliseconds - whole) * STEPS)), 6);
  bytes.set(random.subarray(0, 8), 8);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
