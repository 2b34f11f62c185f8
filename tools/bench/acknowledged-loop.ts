import { Agent, request } from 'node:http';
import type { SignedClaims } from './signed-claims';
import type { StemeDb } from './stemedb.process';

export interface Acknowledgement {
  readonly hash: string;
  readonly status: string;
}

export interface AcknowledgedLoad {
  readonly server: StemeDb;
  readonly signed: SignedClaims;
  readonly numbers: readonly number[];
  readonly connections: number;
}

/** Writes claims one a request and keeps what the server said of each. */
export async function acknowledgedLoop(load: AcknowledgedLoad): Promise<Acknowledgement[]> {
  const agent = new Agent({ keepAlive: true });
  const remaining = load.numbers[Symbol.iterator]();
  const answers: Acknowledgement[] = [];
  const work = async (): Promise<void> => {
    for (const number of remaining) answers.push(await post(load.server, agent, load.signed.at(number)));
  };
  await Promise.all(Array.from({ length: load.connections }, work)).finally(() => agent.destroy());
  return answers;
}

function post(server: StemeDb, agent: Agent, body: Buffer): Promise<Acknowledgement> {
  return new Promise((resolve, reject) => {
    const headers = { ...server.headers, 'content-type': 'application/json', 'content-length': body.length };
    const call = request(`${server.url}/v1/assert`, { agent, headers, method: 'POST' }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.once('error', reject);
      answer.once('end', () => {
        const accepted = answer.statusCode === 201 || answer.statusCode === 200;
        if (accepted) resolve(JSON.parse(text) as Acknowledgement);
        else reject(new Error(`/v1/assert: status ${answer.statusCode} ${text}`));
      });
    });
    call.once('error', reject);
    call.end(body);
  });
}
