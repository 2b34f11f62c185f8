import { ownProcesses, parseProcess, parseProcessors } from './processor-time.rules';

const STAT = '4242 (a (odd) name) S 17 4242 17 0 -1 4194304 5000 0 0 0 250 50 9 9 20 0 11 0 100 1000 200';

describe('the processor time of a process', () => {
  it('is what it used itself, in user and system mode', () => {
    expect(parseProcess(STAT)).toEqual({ pid: 4242, name: 'a (odd) name', parent: 17, ticks: 300 });
  });

  it('is unknown for a process that is gone', () => {
    expect(parseProcess('')).toBeUndefined();
  });
});

describe('the processor time of the machine', () => {
  it('counts neither idling nor waiting for the disk as busy', () => {
    expect(parseProcessors('cpu  10 1 5 1000 200 2 3 7 0 0\ncpu0 1 2 3 4')).toEqual({ busy: 21, stolen: 7 });
    expect(parseProcessors('')).toBeUndefined();
  });
});

describe('the bench’s own processes', () => {
  const process = (pid: number, parent: number, name = 'node') => ({ pid, parent, name, ticks: 0 });
  const family = [process(1, 0), process(10, 1), process(11, 10), process(12, 11), process(20, 1), process(30, 1, 'postgres')];

  it('are the root, all below it, and PostgreSQL, which detaches itself', () => {
    expect(ownProcesses(family, 10).map(({ pid }) => pid)).toEqual([10, 11, 12, 30]);
    expect(ownProcesses(family, 12).map(({ pid }) => pid)).toEqual([12, 30]);
  });
});
