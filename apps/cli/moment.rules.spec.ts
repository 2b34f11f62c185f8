import { momentParameter, unixSeconds } from './moment.rules';

describe('a moment that a person writes', () => {
  it.each([
    ['1700000000', 1_700_000_000],
    ['-5', -5],
    ['2024-01-31', 1_706_659_200],
    ['2024-01-31T12:00:00Z', 1_706_702_400],
    ['2024-01-31t12:00:00.9+01:00', 1_706_698_800],
  ])('reads %s', (text, seconds) => {
    expect(unixSeconds(text)).toBe(seconds);
  });

  it.each(['', 'soon', '2024-02-30', '2024-13-01', '2024-01-31T12:00:00', '1.5', '1e9', '31.1.2024', '2023-02-29T00:00:00Z', '2024-01-01T25:00:00Z'])(
    'refuses %j',
    (text) => {
      expect(unixSeconds(text)).toBeUndefined();
    },
  );

  it('reaches the server as midnight UTC where it is a date, else as it was written', () => {
    expect(['2024-01-31', 'any', '1700000000', 'soon'].map(momentParameter)).toEqual(['2024-01-31T00:00:00Z', 'any', '1700000000', 'soon']);
  });
});
