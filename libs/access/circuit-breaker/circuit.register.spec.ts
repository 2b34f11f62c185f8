import type { CallerId, Change } from './circuit.register';
import { CircuitRegister } from './circuit.register';

const SETTINGS = { failures: 2, windowMs: 60_000, openMs: 30_000, halfOpenSuccesses: 1 };
const FAILURE = { outcome: 'failure', reason: 'signature_invalid' } as const;
const AGENT = 'aa'.repeat(32);

const caller = (keyId: string, agentId?: string, namespace = 'default'): CallerId => ({ namespace, keyId, agentId });
const KEY = caller('k');
const USE = caller('k', AGENT);

function failed(register: CircuitRegister, callers: readonly CallerId[], now = 0, times = 2): void {
  for (let time = 0; time < times; time += 1) for (const one of callers) register.finish(one, 0, FAILURE, now);
}

describe('the register of circuits', () => {
  let register: CircuitRegister;
  let changes: Change[];
  const passes = (callers: readonly CallerId[], now: number) => !('refusal' in register.admit(callers, now));

  beforeEach(() => {
    changes = [];
    register = new CircuitRegister(SETTINGS, (change) => void changes.push(change), 10);
  });

  it('refuses whoever has failed, and nobody else', () => {
    failed(register, [KEY, USE]);
    expect([passes([KEY], 1), passes([USE], 1)]).toEqual([false, false]);
    for (const other of [caller('other'), caller('other', AGENT), caller('k', 'bb'.repeat(32)), caller('k', undefined, 'red')]) expect(passes([other], 1)).toBe(true);
  });

  it('takes no trial of one caller where another one of the request is refused', () => {
    failed(register, [KEY]);
    failed(register, [USE], 20_000);
    expect(passes([KEY, USE], 30_000)).toBe(false);
    expect(passes([KEY], 30_000)).toBe(true);
    expect(passes([KEY], 30_000)).toBe(false);
  });

  it('knows whether a key has uses that are not closed', () => {
    failed(register, [USE]);
    expect([register.hasTrippedUses(KEY), register.hasTrippedUses(caller('other'))]).toEqual([true, false]);
    register.reset(KEY);
    expect(register.hasTrippedUses(KEY)).toBe(false);
  });

  it('tells the gravest state of an agent in its namespace, whichever key it is used with', () => {
    expect(register.stateOfAgent('default', AGENT, 0)).toBe('closed');
    failed(register, [USE]);
    expect(register.stateOfAgent('default', AGENT, 40_000)).toBe('half_open');
    failed(register, [caller('other', AGENT)], 20_000);
    expect(register.stateOfAgent('default', AGENT, 40_000)).toBe('open');
    expect(register.stateOfAgent('red', AGENT, 40_000)).toBe('closed');
    expect(register.countOpen(40_000)).toBe(1);
  });

  it('keeps a bounded number of callers, however many fail', () => {
    const many = Array.from({ length: 1_000 }, (_unused, index) => caller(`k${index}`));
    failed(register, many, 0, 1);
    failed(register, [caller('k0')], 0, 1);
    expect(passes([caller('k0')], 0)).toBe(true);
    for (const one of many) failed(register, [one]);
    expect(register.countOpen(0)).toBe(10);
    expect(register.takeChanges()).toHaveLength(10);
    expect(passes([caller('k999')], 0)).toBe(false);
  });

  it('tells each opening and closing once, and takes back what could not be told', () => {
    failed(register, [KEY]);
    expect(changes.map(({ kind }) => kind)).toEqual(['opened']);
    const taken = register.takeChanges();
    expect(register.takeChanges()).toEqual([]);
    register.putBack(taken);
    const { ticket } = register.admit([KEY], 30_000) as { ticket: number };
    register.finish(KEY, ticket, { outcome: 'success', reason: '' }, 30_000);
    register.putBack(taken);
    expect(register.takeChanges().map(({ kind }) => kind)).toEqual(['closed']);
  });

  it('believes the store about what opened and closed elsewhere', () => {
    failed(register, [KEY]);
    const [opened] = register.takeChanges();
    const elsewhere = { ...opened!.tripped, id: 'other', caller: USE };
    register.adopt([elsewhere], true);
    expect([passes([KEY], 1), passes([USE], 1)]).toEqual([true, false]);
    register.adopt([], true);
    expect(passes([USE], 1)).toBe(true);
    expect(changes).toHaveLength(1);
  });

  it('does not believe the store about what it does not know yet', () => {
    failed(register, [KEY]);
    register.adopt([], true);
    expect(passes([KEY], 1)).toBe(false);
  });

  it('drops nothing for the sake of an answer that is not whole', () => {
    failed(register, [KEY]);
    register.takeChanges();
    register.adopt([], false);
    expect(passes([KEY], 1)).toBe(false);
  });

  it('keeps the trial of an opening that the store tells of again', () => {
    failed(register, [KEY]);
    const [opened] = register.takeChanges();
    expect(passes([KEY], 30_000)).toBe(true);
    register.adopt([opened!.tripped], true);
    expect(passes([KEY], 30_000)).toBe(false);
  });

  it('resets a key with all its uses, or one use alone', () => {
    failed(register, [KEY, USE, caller('other')]);
    register.reset(USE);
    expect([passes([USE], 1), passes([KEY], 1)]).toEqual([true, false]);
    register.reset(KEY);
    expect([passes([KEY], 1), passes([caller('other')], 1)]).toEqual([true, false]);
  });
});
