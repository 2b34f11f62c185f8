import { cpus, loadavg, platform, release, totalmem } from 'node:os';
import { generateKeyPair, sign, verifyBytes } from '@stemedb/knowledge/claims';
import { withClient } from '@stemedb/platform/database';
import type { Cleanup } from './cleanup';
import type { Postgres } from './postgres';
import { latencyOf } from './statistics.rules';

/** Where the figures come from. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly postgres: string;
  readonly postgresSettings: Readonly<Record<string, string>>;
  /** Milliseconds that the smallest durable commit takes, median: mostly the disk. */
  readonly commitMs: number;
  /** Microseconds that one Ed25519 check takes on an idle core, the best of some: how fast the machine is just now. */
  readonly signatureMicros: number;
  /** Of the last minute before the run: other programs show here. */
  readonly loadBefore: number;
}

const COMMITS = 200;
const GIBIBYTE = 2 ** 30;

export async function describeMachine(postgres: Postgres, cleanup: Cleanup, loadBefore: number): Promise<Machine> {
  const [first] = cpus();
  return {
    cpu: first?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round((totalmem() / GIBIBYTE) * 10) / 10,
    system: `${platform()} ${release()}`,
    node: process.version,
    postgres: postgres.version,
    postgresSettings: postgres.settings,
    commitMs: await cleanup.scope((scope) => measureCommit(postgres, scope)),
    signatureMicros: signatureMicros(),
    loadBefore,
  };
}

export function currentLoad(): number {
  return loadavg()[0] ?? 0;
}

async function measureCommit(postgres: Postgres, scope: Cleanup): Promise<number> {
  const url = await postgres.createDatabase(scope, 'disk');
  return withClient(url, async (client) => {
    await client.query('CREATE TABLE flushed (number integer)');
    const latencies = new Float64Array(COMMITS);
    for (let number = 0; number < COMMITS; number += 1) {
      const begun = performance.now();
      await client.query('INSERT INTO flushed VALUES ($1)', [number]);
      latencies[number] = performance.now() - begun;
    }
    return latencyOf(latencies).p50;
  });
}

const CHECKS = 100;
const CHECK_ROUNDS = 20;

function signatureMicros(): number {
  const { publicKey, secretKey } = generateKeyPair();
  const message = Buffer.alloc(100, 'a');
  const signature = Buffer.from(sign(message, secretKey), 'hex');
  const rounds = Array.from({ length: CHECK_ROUNDS }, () => {
    const begun = performance.now();
    for (let check = 0; check < CHECKS; check += 1) verifyBytes(publicKey, signature, message);
    return ((performance.now() - begun) * 1_000) / CHECKS;
  });
  return Math.min(...rounds);
}
