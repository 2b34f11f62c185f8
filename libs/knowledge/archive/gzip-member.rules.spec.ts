import { gunzipSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { LONGEST_STORED, storedMember, textOfMember } from './gzip-member.rules';

const text = fc.string({ unit: 'grapheme', maxLength: 200 });

describe('the gzip member of the last line', () => {
  it('holds its text, for gzip and for itself, also behind another member', () => {
    fc.assert(
      fc.property(text, text, (before, last) => {
        const member = storedMember(last);
        expect(textOfMember(member)).toBe(last);
        expect(gunzipSync(Buffer.concat([gzipSync(before), member])).toString()).toBe(before + last);
      }),
    );
  });

  it('has no bit that could differ', () => {
    const member = storedMember('{"kind":"end"}\n');
    for (let bit = 0; bit < member.length * 8; bit += 1) {
      const flipped = Buffer.from(member);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(textOfMember(flipped)).toBeUndefined();
    }
  });

  it('is not recognised with a byte more or less', () => {
    const member = storedMember('x');
    expect(textOfMember(member.subarray(1))).toBeUndefined();
    expect(textOfMember(member.subarray(0, -1))).toBeUndefined();
    expect(textOfMember(Buffer.concat([member, Buffer.of(0)]))).toBeUndefined();
    expect(textOfMember(Buffer.alloc(0))).toBeUndefined();
  });

  it('takes as much as a stored block holds, and no more', () => {
    const longest = 'x'.repeat(LONGEST_STORED);
    expect(textOfMember(storedMember(longest))).toBe(longest);
    expect(() => storedMember(`${longest}x`)).toThrow(RangeError);
  });
});
