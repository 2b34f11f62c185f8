import { formatKeyFile, labelFault, parseKeyFile } from './key-file.rules';

const SEED = 'a1'.repeat(32);
const AGENT = 'b2'.repeat(32);

describe('a key file', () => {
  it('reads what it writes', () => {
    expect(parseKeyFile(formatKeyFile(AGENT, SEED))).toEqual({ seed: SEED, agentId: AGENT });
  });

  it('may hold the seed alone', () => {
    expect(parseKeyFile(`${SEED}\n`)).toEqual({ seed: SEED });
  });

  it.each(['', 'x', '7', 'null', '[]', '{}', JSON.stringify({ seed: SEED.slice(2) }), JSON.stringify({ seed: SEED.toUpperCase() }), JSON.stringify({ seed: SEED, agent_id: 'me' })])(
    'is refused with %j, and the fault does not repeat it',
    (text) => {
      const parsed = parseKeyFile(text);
      expect(parsed).toHaveProperty('fault');
      expect(JSON.stringify(parsed)).not.toContain('a1a1');
    },
  );
});

describe('the label of an agent', () => {
  it.each(['ann', 'label-reader', 'v1.2_x', 'A'.repeat(64)])('may be %s', (label) => {
    expect(labelFault(label)).toBeUndefined();
  });

  it.each(['', '.', '..', '../x', 'a/b', 'a\\b', '.hidden', '-x', 'a b', 'a\0', 'ä', 'A'.repeat(65)])('is refused as part of a path: %j', (label) => {
    expect(labelFault(label)).toBeDefined();
  });
});
