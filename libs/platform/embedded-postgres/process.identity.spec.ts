import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hasEnded, isAlive, processStart, processStartFromPs } from './process.identity';

const sleeper = (): ReturnType<typeof spawn> => spawn('sleep', ['60'], { stdio: 'ignore' });

describe('process identity', () => {
  it('tells a living process from one that has ended', async () => {
    const child = sleeper();
    const pid = child.pid!;
    expect(await isAlive(pid)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await isAlive(pid)).toBe(false);
    expect(await processStart(pid)).toBeUndefined();
  });

  it('takes a process of another user for alive', async () => {
    expect(await isAlive(1)).toBe(true);
  });

  it('gives one process one beginning, however often it is asked', async () => {
    expect(await processStart(process.pid)).toBe(await processStart(process.pid));
    expect(await processStart(process.pid)).not.toBe(await processStart(process.ppid));
  });

  it('asks ps where there is no /proc', async () => {
    expect(await processStartFromPs(process.pid)).toMatch(/\d{4}$/);
    expect(await processStartFromPs(2_147_483_647)).toBeUndefined();
  });

  it('waits for the end of a process no longer than it was told', async () => {
    const child = sleeper();
    expect(await hasEnded(child.pid!, 30)).toBe(false);
    child.kill('SIGKILL');
    expect(await hasEnded(child.pid!, 5_000)).toBe(true);
  });
});
