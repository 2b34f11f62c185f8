import * as fc from 'fast-check';
import { UUID_PATTERN, uuidV7 } from './uuid.rules';

const random = fc.uint8Array({ minLength: 8, maxLength: 8 });
/** Up to the year 2039 a double tells the steps of a millisecond apart. */
const time = fc.integer({ min: 0, max: 2 ** 41 - 1 });

describe('the id of an audit', () => {
  it('is a UUID of version 7 and of the variant of RFC 9562', () => {
    fc.assert(
      fc.property(time, random, (milliseconds, bytes) => {
        const id = uuidV7(milliseconds, bytes);
        expect(id).toMatch(UUID_PATTERN);
        expect(id[14]).toBe('7');
        expect(id[19]).toMatch(/[89ab]/);
      }),
    );
  });

  it('is that of the example in RFC 9562, appendix A.6, with its sub-millisecond digits', () => {
    const bytes = Buffer.from('18c4dc0c0c07398f', 'hex');
    expect(uuidV7(0x017f22e279b0 + 0xcc3 / 4_096, bytes)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it('sorts by the time at which it was made, to a part of a millisecond', () => {
    fc.assert(
      fc.property(time, fc.integer({ min: 0, max: 4_094 }), random, random, (milliseconds, step, one, other) => {
        expect(uuidV7(milliseconds + step / 4_096, one) < uuidV7(milliseconds + (step + 1) / 4_096, other)).toBe(true);
        expect(uuidV7(milliseconds + step / 4_096, one) < uuidV7(milliseconds + 1, other)).toBe(true);
      }),
    );
  });

  it('differs with its randomness', () => {
    expect(uuidV7(1, Buffer.alloc(8, 1))).not.toBe(uuidV7(1, Buffer.alloc(8, 2)));
  });
});
