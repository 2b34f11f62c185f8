import { appendFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { AGENTS, claimAt } from './claim-set.rules';
import { agentKeys, signedLine } from './signed-line';

export interface SigningTask {
  readonly first: number;
  readonly count: number;
  /** Unix seconds; no claim is signed later. */
  readonly now: number;
  readonly file: string;
}

const LINES_AT_ONCE = 2_000;

const agents = Array.from({ length: AGENTS }, (_unused, agent) => agentKeys(agent));

function lineOf(number: number, now: number): string {
  const { claim, agent, timestamp } = claimAt(number, now);
  const signer = agents[agent];
  if (!signer) throw new RangeError('there is no such agent');
  return signedLine(claim, signer, timestamp);
}

function work({ first, count, now, file }: SigningTask): void {
  for (let done = 0; done < count; done += LINES_AT_ONCE) {
    const lines = Math.min(LINES_AT_ONCE, count - done);
    appendFileSync(file, Array.from({ length: lines }, (_unused, index) => lineOf(first + done + index, now)).join(''));
  }
}

work(workerData as SigningTask);
