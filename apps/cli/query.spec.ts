import { BuiltCli } from './testing/built-cli';
import { FakeServer, problem } from './testing/fake-server';

const HASH = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const YES = { type: 'Boolean', value: true };
const NO = { type: 'Boolean', value: false };

const candidate = (hash: string, object: object, source_class: string, group: number) => ({
  hash,
  object,
  source_class,
  group,
  confidence: 0.9,
  weight: 0.81,
  source_hash: '0'.repeat(64),
});

const RESOLUTION = {
  subject: 'drug://x',
  predicate: 'is_safe',
  lens: 'consensus',
  ruleset_version: 1,
  as_of: '2026-01-01T00:00:00.000000Z',
  winner: { hash: HASH, object: NO },
  candidates: [candidate(HASH, NO, 'Clinical', 0), candidate(OTHER, YES, 'Anecdotal', 1)],
  groups: [
    { object: NO, weight: 0.81, share: 0.9, hashes: [HASH] },
    { object: YES, weight: 0.09, share: 0.1, hashes: [OTHER] },
  ],
  conflict_score: 0.469,
  status: 'Contested',
  resolution_confidence: 0.9,
  excluded: [{ hash: 'ef'.repeat(32), reason: 'not_valid_at' }],
};

// Every step is a process of its own.
jest.setTimeout(30_000);

describe('stemedb query', () => {
  let cli: BuiltCli;
  let server: FakeServer;
  const ask = (...args: string[]) => cli.run(['query', ...args, '--url', server.url]);

  beforeAll(async () => {
    cli = await BuiltCli.build();
  });
  beforeEach(async () => {
    server = await FakeServer.start(() => ({ status: 200, body: RESOLUTION }));
  });
  afterEach(() => server.close());
  afterAll(() => cli.remove());

  it('shows winner, share, conflict, who says what by tier, and what was left out', async () => {
    const { code, stdout, stderr } = await ask('drug://x', 'is_safe', '--lens', 'consensus');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Winner        false  (90.0 % of the weight)');
    expect(stdout).toContain(HASH);
    expect(stdout).toContain('0.469, Contested');
    expect(stdout).toMatch(/90\.0 % {2}false +0\.810 {2}Clinical 1/);
    expect(stdout).toMatch(/5 Anecdotal +true/);
    expect(stdout).toMatch(/efefefefefef {2}not_valid_at/);
  });

  it('holds no colour where it is no terminal', async () => {
    const { stdout, stderr } = await cli.run(['query', 'drug://x', 'is_safe', '--lens', 'consensus', '--url', server.url], {
      env: { FORCE_COLOR: '1', TERM: 'xterm-256color' },
    });
    expect(stdout + stderr).not.toContain('\u001b');
  });

  it('prints the very text of the server for programs', async () => {
    const text = '{"candidates":[{"weight":1.0}],  "unknown":1e2}';
    server.handler = () => ({ status: 200, body: text });
    expect(await ask('a', 'b', '--lens', 'skeptic', '--json')).toEqual({ code: 0, stdout: `${text}\n`, stderr: '' });
  });

  it('passes every filter on', async () => {
    const filters = ['--as-of', '2026-01-01', '--valid-at', 'any', '--decay', 'off', '--tolerance', '0.01', '--lifecycle', 'Approved'];
    const classes = ['--source-class', 'Clinical', '--source-class', 'Expert'];
    const rest = ['--min-confidence', '0.5', '--epoch', 'e', '--agent', HASH, '--include-superseded', '--no-aliases', '--limit', '3'];
    await ask('s', 'p', '--lens', 'epoch', '--inner-lens', 'authority', ...filters, ...classes, ...rest);
    const { path, query } = server.requests[0]!;
    expect(path).toBe('/v1/query');
    expect(query.getAll('source_class')).toEqual(['Clinical', 'Expert']);
    expect(Object.fromEntries(query)).toEqual({
      subject: 's',
      predicate: 'p',
      lens: 'epoch',
      inner_lens: 'authority',
      as_of: '2026-01-01T00:00:00Z',
      valid_at: 'any',
      decay: 'off',
      tolerance: '0.01',
      source_class: 'Expert',
      lifecycle: 'Approved',
      min_confidence: '0.5',
      epoch: 'e',
      agent_id: HASH,
      include_superseded: 'true',
      resolve_aliases: 'false',
      limit: '3',
    });
  });

  it('lists claims without a lens, and says how to see the next page', async () => {
    const item = { hash: HASH, subject: 's', predicate: 'p', object: { type: 'Text', value: 'x' }, confidence: 1, source_class: 'Expert' };
    server.handler = () => ({ status: 200, body: { items: [item], next_cursor: 'c2' } });
    const { code, stdout, stderr } = await ask('--subject-prefix', 's');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^SUBJECT +PREDICATE +OBJECT/);
    expect(stdout).toContain('"x"');
    expect(stderr).toContain('--cursor c2');
  });

  it.each([
    ['no candidate', { ...RESOLUTION, winner: null, candidates: [], groups: [], excluded: [] }, ['s', 'p', '--lens', 'authority']],
    ['no claim', { items: [], next_cursor: null }, ['s']],
  ])('ends with 1 where there is %s, and keeps the answer for programs', async (_case, body, args) => {
    server.handler = () => ({ status: 200, body });
    const people = await ask(...args);
    expect(people).toEqual({ code: 1, stdout: '', stderr: 'Nothing was found.\n' });
    const programs = await ask(...args, '--json');
    expect(programs.code).toBe(1);
    expect(JSON.parse(programs.stdout)).toEqual(body);
  });

  it.each([
    ['neither subject nor prefix', []],
    ['both', ['s', '--subject-prefix', 's']],
    ['a lens without the predicate', ['s', '--lens', 'authority']],
  ])('ends with 2 for %s and asks nobody', async (_case, args) => {
    expect((await ask(...args)).code).toBe(2);
    expect(server.requests).toEqual([]);
  });

  it('ends with 1 where the server refuses the question', async () => {
    server.handler = () => problem(400, 'validation_failed', 'Not valid: as_of');
    const { code, stdout, stderr } = await ask('s', 'p', '--lens', 'recency', '--as-of', 'yesterday');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('validation_failed');
  });

  it('ends with 1 where something else than StemeDB answers', async () => {
    server.handler = () => ({ status: 200, body: '<html>' });
    expect((await ask('s')).code).toBe(1);
  });

  it('shows no control character of a claim to the terminal', async () => {
    const winner = { hash: HASH, object: { type: 'Text', value: 'a\u001b[31mred\u202e' } };
    server.handler = () => ({ status: 200, body: { ...RESOLUTION, winner } });
    const { stdout } = await ask('s', 'p', '--lens', 'recency');
    expect(stdout).toContain('"a\\u{1b}[31mred\\u{202e}"');
  });
});
