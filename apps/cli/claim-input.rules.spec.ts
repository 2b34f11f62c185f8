import { booleanWord, claimFromOptions, describesClaim, jsonNumber, jsonObject, namedByOption } from './claim-input.rules';

describe('a claim from options', () => {
  it.each([
    [{ text: 'x' }, { type: 'Text', value: 'x' }],
    [{ text: '' }, { type: 'Text', value: '' }],
    [{ number: '-1.5e3' }, { type: 'Number', value: -1_500 }],
    [{ boolean: 'TRUE' }, { type: 'Boolean', value: true }],
    [{ reference: 'drug://x' }, { type: 'Reference', value: 'drug://x' }],
  ])('reads the object of %j', (options, object) => {
    expect(claimFromOptions(options)).toEqual({ fields: { object } });
  });

  it('leaves what is missing to the schema', () => {
    expect(claimFromOptions({ subject: 's' })).toEqual({ fields: { subject: 's' } });
  });

  it('names every word that cannot be read', () => {
    const options = { number: 'seven', confidence: 'high', validFrom: 'soon', validTo: 'later', sourceMetadata: '[]' };
    const reading = claimFromOptions(options) as { faults: { path: string }[] };
    expect(reading.faults.map(({ path }) => path)).toEqual(['--number', '--confidence', '--source-metadata', '--valid-from', '--valid-to']);
  });

  it('refuses two objects', () => {
    expect(claimFromOptions({ text: 'x', number: '1' })).toEqual({ faults: [{ path: '--text, --number', message: 'expected one of them' }] });
  });

  it('knows whether any option speaks of the claim', () => {
    expect(describesClaim({})).toBe(false);
    expect(describesClaim({ narrative: '' })).toBe(true);
  });

  it.each([
    ['valid_to', '--valid-to'],
    ['parent_hash', '--parent'],
    ['object', '--text, --number, --boolean or --reference'],
    ['object.value', '--text, --number, --boolean, --reference'],
    ['', ''],
  ])('names the field %j by its option', (path, option) => {
    expect(namedByOption({ path, message: 'm' })).toEqual({ path: option, message: 'm' });
  });
});

describe('words', () => {
  it.each(['', ' ', '0x10', 'Infinity', 'NaN', '1_000', '01', '.5', '5.', '1,5'])('are no number: %j', (text) => {
    expect(jsonNumber(text)).toBeUndefined();
  });

  it.each(['yes', '1', ''])('are neither true nor false: %j', (text) => {
    expect(booleanWord(text)).toBeUndefined();
  });

  it.each(['', '{', '[]', 'null', '7'])('are no JSON object: %j', (text) => {
    expect(jsonObject(text)).toBeUndefined();
  });
});
