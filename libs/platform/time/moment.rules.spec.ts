import * as fc from 'fast-check';
import { parseMoment, secondsOf } from './moment.rules';

const microseconds = fc.record({
  seconds: fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }),
  micros: fc.integer({ min: 0, max: 999_999 }),
});
const written = ({ seconds, micros }: { seconds: number; micros: number }): string =>
  `${new Date(seconds * 1_000).toISOString().slice(0, 19)}.${String(micros).padStart(6, '0')}Z`;

describe('a moment', () => {
  it.each([
    ['2026-01-31T12:30:45Z', '2026-01-31T12:30:45.000000Z'],
    ['2026-01-31t12:30:45z', '2026-01-31T12:30:45.000000Z'],
    ['2026-01-31 12:30:45Z', '2026-01-31T12:30:45.000000Z'],
    ['2026-01-31T12:30:45.1Z', '2026-01-31T12:30:45.100000Z'],
    ['2026-01-31T12:30:45.000001Z', '2026-01-31T12:30:45.000001Z'],
    ['2026-01-31T12:30:45.123456789Z', '2026-01-31T12:30:45.123456Z'],
    ['2026-01-31T12:30:45.999999999Z', '2026-01-31T12:30:45.999999Z'],
    ['2026-01-31T23:30:00+01:00', '2026-01-31T22:30:00.000000Z'],
    ['2026-01-31T23:30:00-05:30', '2026-02-01T05:00:00.000000Z'],
    ['2026-01-01T00:00:00.5+14:00', '2025-12-31T10:00:00.500000Z'],
    ['2026-01-31T12:30:45-00:00', '2026-01-31T12:30:45.000000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000000Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000000Z'],
    ['1912-06-23T00:00:00Z', '1912-06-23T00:00:00.000000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000000Z'],
    ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z'],
    ['0', '1970-01-01T00:00:00.000000Z'],
    ['1767225600', '2026-01-01T00:00:00.000000Z'],
    ['1767225600.25', '2026-01-01T00:00:00.250000Z'],
    ['253402300799', '9999-12-31T23:59:59.000000Z'],
  ])('is read from RFC 3339 and from Unix seconds: %s', (text, moment) => {
    expect(parseMoment(text)).toBe(moment);
  });

  it.each([
    '',
    'now',
    'any',
    '2026-01-31',
    '2026-01-31T12:30:45',
    '2026-01-31T12:30Z',
    '2026-1-31T12:30:45Z',
    '2026-01-31T12:30:45.Z',
    '2026-01-31T12:30:45.1234567890Z',
    '2026-01-31T12:30:45+0100',
    '2026-01-31T12:30:45+24:00',
    '2026-01-31T12:30:45+01:60',
    '2026-02-30T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-32T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T25:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-12-31T23:59:60Z',
    '0000-12-31T23:59:59Z',
    '9999-12-31T23:59:59-00:01',
    '10000-01-01T00:00:00Z',
    '+002026-01-01T00:00:00Z',
    ' 2026-01-31T12:30:45Z',
    '2026-01-31T12:30:45Z\n',
    '-1',
    '1.',
    '.5',
    '1e9',
    '0x10',
    '1_000',
    '253402300800',
    '1767225600000',
  ])('is not read from %j', (text) => {
    expect(parseMoment(text)).toBeUndefined();
  });

  it('is its own text, to the microsecond', () => {
    fc.assert(
      fc.property(microseconds, (time) => {
        expect(parseMoment(written(time))).toBe(written(time));
      }),
    );
  });

  it('is the same from Unix seconds as from RFC 3339', () => {
    fc.assert(
      fc.property(
        microseconds.filter(({ seconds }) => seconds >= 0),
        (time) => {
          expect(parseMoment(`${time.seconds}.${String(time.micros).padStart(6, '0')}`)).toBe(written(time));
        },
      ),
    );
  });

  it('is the same in every offset', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 }), (seconds, minutes) => {
        const two = (value: number) => String(value).padStart(2, '0');
        const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
        const local = new Date((seconds + minutes * 60) * 1_000).toISOString().slice(0, 19);
        fc.pre(seconds + minutes * 60 >= 0);
        expect(parseMoment(`${local}${offset}`)).toBe(written({ seconds, micros: 0 }));
      }),
    );
  });

  it('sorts as a text like the time it stands for', () => {
    fc.assert(
      fc.property(microseconds, microseconds, (one, other) => {
        const difference = one.seconds - other.seconds || one.micros - other.micros;
        const [left, right] = [parseMoment(written(one)) ?? '', parseMoment(written(other)) ?? ''];
        expect(Math.sign(left < right ? -1 : left > right ? 1 : 0)).toBe(Math.sign(difference));
      }),
    );
  });

  it('gives back its Unix seconds with the fraction', () => {
    expect(secondsOf('2026-01-01T00:00:00.250000Z')).toBe(1_767_225_600.25);
    expect(secondsOf('1969-12-31T23:59:59.500000Z')).toBe(-0.5);
    fc.assert(
      fc.property(microseconds, (time) => {
        expect(secondsOf(written(time))).toBeCloseTo(time.seconds + time.micros / 1e6, 4);
        expect(Math.floor(secondsOf(written({ ...time, micros: 0 })))).toBe(time.seconds);
      }),
    );
  });
});
