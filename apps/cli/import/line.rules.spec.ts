import { claimLine, kindOf, parseLine } from './line.rules';

const CLAIM = { subject: 's', predicate: 'p' };

describe('a line', () => {
  it.each(['', '{', '7', 'null', '[]', '"x"', '{"a":1}{"b":2}'])('that is %j holds no JSON object', (text) => {
    expect(parseLine(text)).toHaveProperty('faults');
  });

  it('is an assertion unless it says otherwise', () => {
    expect([{}, { kind: 'assertion' }, { kind: 'source' }].map(kindOf)).toEqual(['assertion', 'assertion', 'source']);
  });

  it.each([{ kind: 'vote' }, { kind: null }, { kind: '' }])('of an unknown kind is refused: %j', (line) => {
    expect(kindOf(line)).toMatchObject({ faults: [{ path: 'kind' }] });
  });

  it('gives up what is for the import alone and keeps the rest, unknown fields included', () => {
    expect(claimLine({ kind: 'assertion', agent: 'ann', source_ref: 'label', ...CLAIM, colour: 'red' })).toEqual({
      fields: { ...CLAIM, colour: 'red' },
      labels: ['ann'],
      sourceRef: 'label',
    });
  });

  it('names each signer once', () => {
    expect(claimLine({ ...CLAIM, agents: ['ann', 'bob', 'ann'] })).toMatchObject({ labels: ['ann', 'bob'] });
  });

  it.each([
    [{ agent: 'a', agents: ['b'] }, 'agents'],
    [{ agent: 7 }, 'agent'],
    [{ agent: '' }, 'agent'],
    [{ agents: 'ann' }, 'agents'],
    [{ agents: ['ann', null] }, 'agents'],
    [{ source_ref: 7 }, 'source_ref'],
    [{ source_ref: 'x', source_hash: '0' }, 'source_ref'],
  ])('is refused with %j', (more, path) => {
    expect(claimLine({ ...CLAIM, ...more })).toMatchObject({ faults: [{ path }] });
  });
});
