import 'reflect-metadata';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from './child.process';
import { Cleanup } from './cleanup';
import { percent } from './figure.rules';
import { currentLoad } from './machine';
import { type Options, parseOptions, USAGE } from './options.rules';
import { FULL_PLAN, QUICK_PLAN } from './plan.rules';
import { renderTable, tablesOf } from './report.rules';
import { type Findings, runAll } from './run';
import { ratiosOf, targetsOf } from './targets.rules';

class Interruption extends Error {}

const INTERRUPTED = 130;
const UNWINDING_MS = 10_000;

/** Where others took more than this part of the machine, the figures say little. */
const DISTURBED = 0.1;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(options: Options): Promise<void> {
  const cleanup = new Cleanup();
  let run: Promise<unknown> = Promise.resolve();
  const interrupted = new Promise<never>((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => reject(new Interruption(`Ended by ${signal}; nothing was kept`)));
  });
  interrupted.catch(() => undefined);
  try {
    const directory = await cleanup.own(makeDirectory(), (made) => rm(made, { recursive: true, force: true }));
    const running = runAll(options, options.quick ? QUICK_PLAN : FULL_PLAN, directory, cleanup, say);
    run = running;
    const findings = await Promise.race([running, interrupted]);
    await report(options, findings);
    const failed = Object.values(findings.failures);
    if (failed.length > 0) throw failed[0];
  } finally {
    for (const failure of await cleanup.run()) say(`On the way out: ${String(failure)}`);
    // An interrupted run notices that its servers are gone, and ends what it was about to start.
    await Promise.race([run.catch(() => undefined), sleep(UNWINDING_MS)]);
  }
}

/** PostgreSQL may run as a system user of its own, who has to pass through. */
async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'stemedb-bench-'));
  await chmod(directory, 0o711);
  return directory;
}

async function report(options: Options, { machine, results, disturbances, failures }: Findings): Promise<void> {
  const date = new Date().toISOString();
  const mode = options.quick ? 'quick' : 'full';
  const { cpu, cores, memoryGiB, system, node, postgres, commitMs, signatureMicros } = machine;
  console.log(`\n# StemeDB bench, ${mode}, ${date}\n`);
  console.log(`${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}, PostgreSQL ${postgres};`);
  console.log(`one durable commit ${commitMs.toFixed(2)} ms, one signature check ${signatureMicros.toFixed(0)} µs\n`);
  for (const [name, { others, stolen }] of Object.entries(disturbances)) {
    const remark = others + stolen > DISTURBED ? ': TOO MUCH, take no conclusions from its figures' : '';
    console.log(`While ${name} ran, other programs took ${percent(others)} of the machine, the host ${percent(stolen)}${remark}`);
  }
  console.log('');
  for (const table of tablesOf(results)) console.log(renderTable(table));
  const directory = join(ROOT, 'bench-results');
  await mkdir(directory, { recursive: true });
  const file = join(directory, `${date.replace(/:/g, '-')}.json`);
  const document = {
    date,
    mode,
    machine: { ...machine, loadAfter: currentLoad() },
    disturbances,
    failures: Object.fromEntries(Object.entries(failures).map(([name, error]) => [name, error.message])),
    results,
    ratios: ratiosOf(results),
    targets: targetsOf(results),
  };
  await writeFile(file, `${JSON.stringify(document, null, 2)}\n`);
  console.log(`Everything as JSON: ${file}`);
}

function optionsOrExit(): Options {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (!options.help) return options;
    console.log(USAGE);
    return process.exit(0);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return process.exit(2);
  }
}

function exitWith(error: unknown): never {
  if (error instanceof Interruption) {
    say(error.message);
    return process.exit(INTERRUPTED);
  }
  say(`The bench failed: ${error instanceof Error ? error.stack : String(error)}`);
  return process.exit(1);
}

main(optionsOrExit()).then(() => process.exit(0), exitWith);
