import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchContext } from './bench-context';
import { completePairs, pairAt } from './claim-set.rules';
import { MemoryServer } from './memory-server.client';
import { graphLines, observationOf, type PlainClaim } from './memory-graph.rules';
import type { MemoryResult } from './results.types';
import { type Latency, latencyOf } from './statistics.rules';
import type { SignedClaims } from './signed-claims';

/** The MCP memory server with the same claims: a subject is an entity, a claim is one of its observations. */
export async function measureMemory(context: BenchContext): Promise<MemoryResult> {
  const { plan, claims: signed } = context;
  const searches = [];
  for (const size of plan.memory.sizes) searches.push({ claims: size, latency: await search(context, size) });
  return { writes: await write(context, claimsOf(signed, plan.memory.writes)), searches };
}

/** One claim a call and one call at a time: two at once would overwrite each other even within one process. */
async function write({ scope, directory }: BenchContext, claims: readonly PlainClaim[]): Promise<MemoryResult['writes']> {
  return scope.scope(async (own) => {
    const server = await own.own(MemoryServer.start(join(directory, 'written.jsonl')), (started) => started.stop());
    const known = new Set<string>();
    const latencies = new Float64Array(claims.length);
    const begun = performance.now();
    for (const [index, claim] of claims.entries()) {
      const sent = performance.now();
      await writeOne(server, claim, known);
      latencies[index] = performance.now() - sent;
    }
    const seconds = (performance.now() - begun) / 1_000;
    return { claims: claims.length, perSecond: claims.length / seconds, latency: latencyOf(latencies) };
  });
}

async function writeOne(server: MemoryServer, claim: PlainClaim, known: Set<string>): Promise<void> {
  const contents = [observationOf(claim)];
  if (known.has(claim.subject)) {
    await server.call('add_observations', { observations: [{ entityName: claim.subject, contents }] });
    return;
  }
  known.add(claim.subject);
  await server.call('create_entities', { entities: [{ name: claim.subject, entityType: 'subject', observations: contents }] });
}

/** Searches a file that was written beforehand, in the server's own format: through its tools that takes hours. */
async function search({ plan, scope, directory, claims: signed }: BenchContext, size: number): Promise<Latency> {
  return scope.scope(async (own) => {
    const file = join(directory, `searched-${size}.jsonl`);
    await writeFile(file, graphLines(claimsOf(signed, size)));
    const server = await own.own(MemoryServer.start(file), (started) => started.stop());
    const pairs = completePairs(size);
    const latencies = new Float64Array(plan.memory.searches);
    for (let index = 0; index < latencies.length; index += 1) {
      const query = pairAt(Math.floor((index * pairs) / latencies.length)).subject;
      const sent = performance.now();
      const found = (await server.call('search_nodes', { query })) as { entities: readonly unknown[] };
      latencies[index] = performance.now() - sent;
      if (found.entities.length !== 1) throw new Error(`the memory server found ${found.entities.length} entities named ${query}`);
    }
    return latencyOf(latencies);
  });
}

function claimsOf(signed: SignedClaims, count: number): PlainClaim[] {
  return Array.from({ length: count }, (_unused, number) => JSON.parse(signed.at(number).toString()) as PlainClaim);
}
