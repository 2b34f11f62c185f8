import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import * as fc from 'fast-check';
import type { IncomingClaim } from './incoming-claim';
import { type GateVerdict, PASS, type WriteGate, WriteGates } from './write-gate';

const claims = (count: number): IncomingClaim[] =>
  Array.from({ length: count }, (_unused, index) => ({ address: String(index) }) as IncomingClaim);
const hold = (reason: string): GateVerdict => ({ verdict: 'quarantine', reason, detail: 'any' });
const refuse = (detail: string): GateVerdict => ({ verdict: 'refuse', error: new DomainError(PLATFORM_ERRORS.malformed_request, detail) });

const gate = (name: string, ...verdicts: GateVerdict[]): WriteGate => ({ name, check: async () => verdicts });

function gatesOf(...gates: WriteGate[]): WriteGates {
  const all = new WriteGates();
  for (const one of gates) all.register(one);
  return all;
}

describe('the gates of the write path', () => {
  it('let every claim pass where there is none', async () => {
    expect(await gatesOf().check('default', claims(2))).toEqual([PASS, PASS]);
  });

  it('are each asked once for a whole commit, with its namespace', async () => {
    const asked: unknown[] = [];
    const curious: WriteGate = { name: 'curious', check: async (...question) => (asked.push(question), [PASS, PASS]) };
    const batch = claims(2);
    await gatesOf(curious, curious).check('team', batch);
    expect(asked).toEqual([
      ['team', batch],
      ['team', batch],
    ]);
  });

  it('refuse before they hold back, and hold back before they let pass', async () => {
    const gates = gatesOf(gate('one', PASS, hold('one'), PASS, refuse('one')), gate('two', PASS, refuse('two'), hold('two'), hold('two')));
    const verdicts = await gates.check('default', claims(4));
    expect(verdicts.map((verdict) => verdict.verdict)).toEqual(['pass', 'refuse', 'quarantine', 'refuse']);
  });

  it('let the one that was registered first speak where two say the same', async () => {
    const gates = gatesOf(gate('one', hold('first'), refuse('first')), gate('two', hold('second'), refuse('second')));
    expect(await gates.check('default', claims(2))).toMatchObject([{ reason: 'first' }, { error: { message: 'first' } }]);
  });

  it('give each claim its gravest verdict, whatever the others get', async () => {
    const verdict = fc.constantFrom('pass', 'quarantine', 'refuse');
    const table = fc
      .integer({ min: 0, max: 6 })
      .chain((width) => fc.array(fc.array(verdict, { minLength: width, maxLength: width }), { maxLength: 4 }));
    const made = { pass: () => PASS, quarantine: hold, refuse } as const;
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const width = rows[0]?.length ?? 3;
        const gates = gatesOf(...rows.map((row, index) => gate(String(index), ...row.map((one) => made[one](String(index))))));
        const grave = (column: number): string => ['refuse', 'quarantine'].find((one) => rows.some((row) => row[column] === one)) ?? 'pass';
        expect((await gates.check('default', claims(width))).map((one) => one.verdict)).toEqual(
          Array.from({ length: width }, (_unused, column) => grave(column)),
        );
      }),
    );
  });

  it('fail closed: a gate that leaves a claim without a verdict stops the commit', async () => {
    await expect(gatesOf(gate('whole', PASS, PASS), gate('lazy', PASS)).check('default', claims(2))).rejects.toThrow(
      'The gate lazy gave 1 verdicts on 2 claims',
    );
    await expect(gatesOf(gate('eager', PASS, PASS, PASS)).check('default', claims(2))).rejects.toThrow('eager');
  });

  it('stop the commit when one of them fails', async () => {
    const broken: WriteGate = { name: 'broken', check: () => Promise.reject(new Error('broken')) };
    await expect(gatesOf(gate('whole', PASS), broken).check('default', claims(1))).rejects.toThrow('broken');
  });
});
