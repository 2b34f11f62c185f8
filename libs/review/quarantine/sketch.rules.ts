/** So many of the smallest hashes of a text's shingles stand for all of them. */
export const SKETCH_SIZE = 128;
const SHINGLE = 3;
const BYTES = 4;
const HASHES = 2 ** 32;

/**
 * The MinHash of a text with one hash function: the 128 smallest hashes of its 3-character shingles, rising. Of a text
 * with fewer shingles it has them all, so that short texts are compared exactly.
 */
export type Sketch = Uint32Array;

export function sketchOf(text: string): Sketch {
  const hashes = shingleHashes(text);
  const smallest = distinct(belowBound(hashes).sort());
  // Repetitions may have used up what was left below the bound.
  const enough = smallest.length >= SKETCH_SIZE ? smallest : distinct(hashes.sort());
  return enough.slice(0, SKETCH_SIZE);
}

/**
 * How many of the shingles of two texts are common to both, 0 to 1: exact where both have at most 128, otherwise judged by
 * the 128 smallest of both together, with a standard error of 0.03 at most near 0.9.
 */
export function jaccard(left: Sketch, right: Sketch): number {
  const whole = left.length < SKETCH_SIZE && right.length < SKETCH_SIZE;
  const most = whole ? Infinity : SKETCH_SIZE;
  let [at, beside, union, common] = [0, 0, 0, 0];
  while (union < most && (at < left.length || beside < right.length)) {
    const [one, other] = [left[at] ?? HASHES, right[beside] ?? HASHES];
    if (one === other) common += 1;
    if (one <= other) at += 1;
    if (other <= one) beside += 1;
    union += 1;
  }
  return union === 0 ? 1 : common / union;
}

export function sketchToHex(sketch: Sketch): string {
  const bytes = Buffer.allocUnsafe(sketch.length * BYTES);
  sketch.forEach((value, index) => bytes.writeUInt32LE(value, index * BYTES));
  return bytes.toString('hex');
}

export function sketchFromHex(text: string): Sketch {
  const bytes = Buffer.from(text, 'hex');
  return Uint32Array.from({ length: bytes.length / BYTES }, (_unused, index) => bytes.readUInt32LE(index * BYTES));
}

/** One for each place in the text; a text that is too short for one shingle is one. */
function shingleHashes(text: string): Uint32Array {
  const count = Math.max(1, text.length - SHINGLE + 1);
  const hashes = new Uint32Array(count);
  let [first, second] = [text.charCodeAt(0), text.charCodeAt(1)];
  for (let index = 0; index < count; index += 1) {
    const third = text.charCodeAt(index + 2);
    // A character that is not there becomes 0.
    hashes[index] = mixed(first | 0, second | 0, third | 0);
    first = second;
    second = third;
  }
  return hashes;
}

/** The finalizer of MurmurHash3 over the three characters. */
function mixed(first: number, second: number, third: number): number {
  let value = Math.imul(first, 0x9e37_79b1) ^ Math.imul(second, 0x85eb_ca77) ^ Math.imul(third, 0xc2b2_ae3d);
  value = Math.imul(value ^ (value >>> 16), 0x85eb_ca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2_ae35);
  return value ^ (value >>> 16);
}

/** Sorting is what takes long, so of a long text only hashes are sorted that may be among the smallest. */
function belowBound(hashes: Uint32Array): Uint32Array {
  if (hashes.length <= 4 * SKETCH_SIZE) return hashes.slice();
  const bound = Math.floor((HASHES / hashes.length) * 2 * SKETCH_SIZE);
  const kept = new Uint32Array(hashes.length);
  let count = 0;
  for (let index = 0; index < hashes.length; index += 1) {
    const value = hashes[index] ?? 0;
    if (value < bound) kept[count++] = value;
  }
  return kept.slice(0, count);
}

function distinct(sorted: Uint32Array): Uint32Array {
  const kept = new Uint32Array(sorted.length);
  let count = 0;
  for (let index = 0; index < sorted.length; index += 1) {
    const value = sorted[index] ?? 0;
    if (count === 0 || value !== kept[count - 1]) kept[count++] = value;
  }
  return kept.subarray(0, count);
}
