import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { contentHash } from '@stemedb/knowledge/claims';
import { problem } from './testing/fake-server';
import { claim, ImportBench, numbered, summary } from './testing/import-bench';

// Every step is a process of its own.
jest.setTimeout(60_000);

describe('stemedb import', () => {
  let bench: ImportBench;

  beforeAll(async () => {
    bench = await ImportBench.build();
  });
  beforeEach(() => bench.renew());
  afterAll(() => bench.remove());

  describe('of NDJSON', () => {
    it('reads the sources of all files before any claim, and cites them by their hash', async () => {
      bench.write('first.ndjson', [claim('s:1', { source_ref: 'label' })]);
      bench.write('second.ndjson', [{ kind: 'source', ref: 'label', content: 'Take one a day.', title: 'Label' }]);
      const finished = await bench.run('first.ndjson', 'second.ndjson', '--key', 'me.key');
      expect({ code: finished.code, stderr: finished.stderr }).toEqual({ code: 0, stderr: '' });
      expect(finished.stdout).toMatch(/Sources {2}1: 1 created\nClaims {3}1: 1 created\n/);
      expect([...bench.store.claims.values()][0]).toMatchObject({ subject: 's:1', source_hash: contentHash('Take one a day.') });
      expect([...bench.store.sources.values()]).toEqual([{ content: 'Take one a day.', title: 'Label' }]);
    });

    it('signs for each agent with its own key, made on first use and for its owner alone', async () => {
      bench.write('labels.ndjson', [claim('s:1', { agent: 'ann' }), claim('s:2', { agents: ['ann', 'bob'] }), claim('s:3', { agent: 'bob' })]);
      await bench.run('labels.ndjson', '--key-dir', 'ring');
      expect(readdirSync(bench.cli.path('ring')).sort()).toEqual(['ann.key', 'bob.key']);
      expect(statSync(bench.cli.path('ring/ann.key')).mode & 0o777).toBe(0o600);
      const [one, both] = [...bench.store.claims.values()].map(({ signatures }) => signatures.map(({ agent_id }) => agent_id));
      expect(one).toHaveLength(1);
      expect(both).toHaveLength(2);
      expect(both).toContain(one?.[0]);
      const again = await bench.run('labels.ndjson', '--key-dir', 'ring', '--json');
      expect(summary(again).claims).toMatchObject({ duplicate: 3, created: 0 });
    });

    it('lets --key sign every line, whoever it names', async () => {
      bench.write('named.ndjson', [claim('s:1', { agent: 'ann' }), claim('s:2')]);
      await bench.run('named.ndjson', '--key', 'me.key');
      const { agent_id } = JSON.parse(readFileSync(bench.cli.path('me.key'), 'utf8')) as { agent_id: string };
      expect([...bench.store.claims.values()].map(({ signatures }) => signatures[0]?.agent_id)).toEqual([agent_id, agent_id]);
    });

    it('names every bad line with its field and goes on', async () => {
      bench.write('bad.ndjson', [
        claim('s:1'),
        '{"subject":',
        claim('s:3', { confidence: 2 }),
        '',
        claim('s:5', { source_ref: 'nowhere' }),
        { kind: 'poem' },
        claim('s:7', { agent: '../../evil' }),
        claim('refuse:8'),
        claim('s:9'),
      ]);
      const finished = await bench.run('bad.ndjson', '--key', 'me.key');
      expect(finished.code).toBe(4);
      expect(finished.stdout).toContain('Claims   8: 3 created, 5 failed');
      expect(finished.stderr).toContain('bad.ndjson:2: expected JSON');
      expect(finished.stderr).toContain('bad.ndjson:3: confidence: expected a number from 0 to 1');
      expect(finished.stderr).toContain('bad.ndjson:5: source_ref: no source is named "nowhere"');
      expect(finished.stderr).toContain('bad.ndjson:6: kind: expected one of assertion, source');
      expect(finished.stderr).toContain('bad.ndjson:8: refused: No such subject here');
      expect(existsSync(bench.stateOf('bad.ndjson'))).toBe(false);
    });

    it('never lets the name of an agent lead out of the key directory', async () => {
      bench.write('evil.ndjson', [claim('s:1', { agent: '../evil' })]);
      const finished = await bench.run('evil.ndjson', '--key-dir', 'ring');
      expect(finished.code).toBe(4);
      expect(finished.stderr).toContain('evil.ndjson:1: agent: ');
      expect(existsSync(bench.cli.path('evil.key'))).toBe(false);
    });

    it('writes no claim whose source was refused', async () => {
      bench.write('refused.ndjson', [{ kind: 'source', ref: 'r', content: 'x', title: 'refused' }, claim('s:1', { source_ref: 'r' })]);
      const finished = await bench.run('refused.ndjson', '--key', 'me.key', '--json');
      expect(finished.code).toBe(4);
      expect(summary(finished)).toMatchObject({ sources: { failed: 1 }, claims: { failed: 1, created: 0 } });
      expect(finished.stderr.trim().split('\n').map((line) => (JSON.parse(line) as { line: number }).line)).toEqual([1, 2]);
    });

    it('sends what was signed elsewhere as it is', async () => {
      const signed = await bench.cli.run(['assert', '--file', '-', '--key', 'me.key', '--dry-run', '--json'], { stdin: JSON.stringify(claim('s:1')) });
      bench.write('signed.ndjson', [(JSON.parse(signed.stdout) as { body: object }).body]);
      expect((await bench.run('signed.ndjson')).code).toBe(0);
      expect(bench.store.claims.size).toBe(1);
    });

    it('ends with 1 as soon as the key is refused', async () => {
      bench.write('many.ndjson', numbered(10));
      bench.server.handler = () => problem(401, 'unauthenticated', 'The API key is not valid');
      const finished = await bench.run('many.ndjson', '--key', 'me.key', '--batch-size', '2');
      expect(finished.code).toBe(1);
      expect(bench.server.requests.length).toBeLessThanOrEqual(2);
    });
  });

  describe('of CSV', () => {
    it('takes the fields by the names of the header', async () => {
      const rows = [
        'subject,predicate,object_type,object_value,confidence,source_class,valid_from,narrative,agents,source_metadata',
        'drug://x,half_life_days,Number,7,0.9,Clinical,2024-01-31,"two lines,\r\nand ""quotes""",ann;bob,"{""page"":3}"',
        'drug://x,approved,Boolean,true,1,,,,ann,',
        'drug://x,note,,just text,0.5,,,,ann,',
      ];
      writeFileSync(bench.cli.path('claims.csv'), `\ufeff${rows.join('\r\n')}\r\n`);
      const finished = await bench.run('claims.csv', '--key-dir', 'ring');
      expect({ code: finished.code, stdout: finished.stdout.split('\n')[1] }).toEqual({ code: 0, stdout: 'Claims   3: 3 created' });
      const [first, second, third] = [...bench.store.claims.values()];
      expect(first).toMatchObject({
        object: { type: 'Number', value: 7 },
        source_class: 'Clinical',
        valid_from: 1_706_659_200,
        narrative: 'two lines,\r\nand "quotes"',
        source_metadata: { page: 3 },
      });
      expect(first?.signatures).toHaveLength(2);
      expect(second?.object).toEqual({ type: 'Boolean', value: true });
      expect(third?.object).toEqual({ type: 'Text', value: 'just text' });
    });

    it('cites the sources of an NDJSON file of the same import', async () => {
      bench.write('sources.ndjson', [{ kind: 'source', ref: 'label', content: 'x' }]);
      bench.write('cites.csv', ['subject,predicate,object_value,confidence,source_ref', 's,p,v,1,label']);
      expect((await bench.run('cites.csv', 'sources.ndjson', '--key', 'me.key')).code).toBe(0);
      expect([...bench.store.claims.values()][0]?.source_hash).toBe(contentHash('x'));
    });

    it('names the line of a bad record, however many lines the records before it had', async () => {
      bench.write('lines.csv', ['subject,predicate,object_value,confidence,narrative', 's,p,v,1,"a', 'b', 'c"', '', 's,p,v,much,', 's,p,v', 's,p,v,1,']);
      const finished = await bench.run('lines.csv', '--key', 'me.key');
      expect(finished.code).toBe(4);
      expect(finished.stderr).toContain('lines.csv:6: confidence: expected a number from 0 to 1');
      expect(finished.stderr).toContain('lines.csv:7: expected 5 cells as in the header, found 3');
      expect(bench.store.claims.size).toBe(2);
    });

    it.each([
      ['an unknown column', 'subject,predicate,object_value,confidence,colour\ns,p,v,1,red\n', 'colour'],
      ['a missing column', 'subject,predicate,object_value\ns,p,v\n', 'confidence'],
      ['no header', '', 'header'],
    ])('ends with 2 for %s, before anything is sent', async (_case, text, named) => {
      writeFileSync(bench.cli.path('header.csv'), text);
      bench.write('good.ndjson', numbered(1));
      const finished = await bench.run('good.ndjson', 'header.csv', '--key', 'me.key');
      expect(finished.code).toBe(2);
      expect(finished.stderr).toContain(named);
      expect(bench.server.requests).toEqual([]);
    });

    it('ends with 2 at a quote that is never closed, and names the line', async () => {
      bench.write('open.csv', ['subject,predicate,object_value,confidence', 's,p,v,1', 's,p,"v,1']);
      const finished = await bench.run('open.csv', '--key', 'me.key');
      expect(finished.code).toBe(2);
      expect(finished.stderr).toContain('open.csv:3: this is not CSV');
    });
  });

  it('shows progress in lines, without colours or cursor movements, where there is no terminal', async () => {
    bench.write('quiet.ndjson', numbered(20));
    const { stdout, stderr } = await bench.run('quiet.ndjson', '--key', 'me.key', '--batch-size', '2');
    expect(stdout + stderr).not.toMatch(/[\u001b\r]/);
  });

  it.each([
    ['two kinds of keys', ['x.ndjson', '--key', 'me.key', '--key-dir', 'ring']],
    ['a batch of none', ['x.ndjson', '--batch-size', '0']],
    ['a batch that the server would refuse', ['x.ndjson', '--batch-size', '1001']],
    ['a time that is none', ['x.ndjson', '--timestamp', 'soon']],
    ['a file that is missing', ['missing.ndjson']],
    ['a directory', ['folder']],
    ['a file named twice', ['x.ndjson', './x.ndjson']],
  ])('ends with 2 for %s', async (_case, args) => {
    bench.write('x.ndjson', numbered(1));
    mkdirSync(bench.cli.path('folder'), { recursive: true });
    expect((await bench.run(...args)).code).toBe(2);
    expect(bench.server.requests).toEqual([]);
  });
});
