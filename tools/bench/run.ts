import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { measureAudit } from './audit.bench';
import { measureBatch } from './batch.bench';
import type { BenchContext } from './bench-context';
import { type Cleanup, RunIsOver } from './cleanup';
import { currentLoad, describeMachine, type Machine } from './machine';
import { measureFeed } from './feed.bench';
import { measureGates } from './gates.bench';
import { measureMemory } from './memory.bench';
import { type BenchName, type Options } from './options.rules';
import { claimsNeeded, type Plan } from './plan.rules';
import { type Disturbance, watchOthers } from './other-programs';
import { openPostgres } from './postgres';
import { measureQuery } from './query.bench';
import { measureRaw } from './raw.bench';
import type { Results } from './results.types';
import { measureRetraction } from './retraction.bench';
import { signClaims } from './signed-claims';
import { measureSingle } from './single.bench';
import { measureStart } from './start.bench';
import { measureWriters } from './writers.bench';

type Measurement = (context: BenchContext) => Promise<Results[BenchName]>;

const MEASUREMENTS: Readonly<Record<BenchName, Measurement>> = {
  single: measureSingle,
  batch: measureBatch,
  raw: measureRaw,
  memory: measureMemory,
  query: measureQuery,
  audit: measureAudit,
  retraction: measureRetraction,
  feed: measureFeed,
  gates: measureGates,
  start: measureStart,
  writers: measureWriters,
};

const seconds = (since: number): string => `${((performance.now() - since) / 1_000).toFixed(1)} s`;

/** What a run found out. */
export interface Findings {
  readonly machine: Machine;
  readonly results: Results;
  readonly disturbances: Readonly<Record<string, Disturbance>>;
  /** Measurements that could not be made, and why. */
  readonly failures: Readonly<Record<string, Error>>;
}

/**
 * Runs what was chosen, one measurement after the other; one that fails does not take the others with it. `say` tells
 * how far the run has come.
 */
export async function runAll(options: Options, plan: Plan, directory: string, cleanup: Cleanup, say: (line: string) => void): Promise<Findings> {
  const loadBefore = currentLoad();
  const postgres = await openPostgres(options.databaseUrl, directory, cleanup);
  const machine = await describeMachine(postgres, cleanup, loadBefore);
  const signing = performance.now();
  const claims = await signClaims(claimsNeeded(plan), directory);
  say(`${claims.count} claims signed, ${Math.round(claims.bytes / claims.count)} bytes each (${seconds(signing)})`);
  const results: Partial<Record<BenchName, unknown>> = {};
  const disturbances: Record<string, Disturbance> = {};
  const failures: Record<string, Error> = {};
  for (const name of options.only) {
    const begun = performance.now();
    const own = join(directory, name);
    await mkdir(own, { mode: 0o711 });
    const measure = (scope: Cleanup) =>
      MEASUREMENTS[name]({ plan, claims, postgres, databaseUrl: options.databaseUrl, directory: own, scope });
    try {
      const { result, disturbance } = await cleanup.scope((scope) => watchOthers(() => measure(scope)));
      results[name] = result;
      if (disturbance) disturbances[name] = disturbance;
      say(`${name} (${seconds(begun)})`);
    } catch (error) {
      if (error instanceof RunIsOver) throw error;
      failures[name] = error instanceof Error ? error : new Error(String(error));
      say(`${name} failed: ${failures[name].message}`);
    }
  }
  return { machine, results: results as Results, disturbances, failures };
}
