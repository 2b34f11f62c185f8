import { randomUUID } from 'node:crypto';
import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { AdmissionModule } from './admission.module';
import type { Pass } from './admission.rules';
import { Admission } from './admission.service';

const NAMESPACE = 'team-7';
const AGENT = '0a'.repeat(32);
const SOLVED = 1_760_000_000;
const imports = [ConfigModule.with(parseConfig({ STEMEDB_ADMISSION: 'pow' })), BatchingModule, AdmissionModule];

/** Each proof comes with a request of its own. */
const pass = (nonce: number, timestamp = SOLVED): Pass => ({ agentId: AGENT, nonce: BigInt(nonce), timestamp, difficulty: 16, requestId: randomUUID() });

describe('a proof that has been used', () => {
  let store: OpenStore;
  let admission: Admission;

  beforeEach(async () => {
    store = await openStore({ imports });
    admission = store.get(Admission);
  });
  afterEach(() => store.close());

  /** Whether the proof was taken at a moment, Unix seconds. */
  const takes = async (one: Pass, now: number, namespace = NAMESPACE): Promise<boolean> => (await admission.use(namespace, [[one]], now))[0] === undefined;
  const kept = async (namespace = NAMESPACE): Promise<string[]> => {
    const statement = { text: 'SELECT nonce::text FROM used_proof WHERE namespace = $1 ORDER BY used_proof.nonce' };
    const rows = await store.database.query<{ nonce: string }>('x', namespace, { statement, values: [namespace] });
    return rows.map(({ nonce }) => nonce);
  };

  it('is refused as long as any clock within the window could take it again', async () => {
    expect(await takes(pass(1), SOLVED - 300)).toBe(true);
    for (const now of [SOLVED - 300, SOLVED, SOLVED + 300]) expect(await takes(pass(1), now)).toBe(false);
    const [refusal] = await admission.use(NAMESPACE, [[pass(1)]], SOLVED);
    expect(refusal).toMatchObject({ code: 'proof_of_work_required', options: { extensions: { agents: [{ agent_id: AGENT, difficulty: 16, reason: 'used' }], server_time: SOLVED } } });
  });

  it('is removed by the first one that is used more than 900 seconds after it was solved, and not before', async () => {
    await takes(pass(1), SOLVED);
    await takes(pass(2, SOLVED + 900), SOLVED + 900.9);
    expect(await kept()).toEqual(['1', '2']);
    await takes(pass(3, SOLVED + 901), SOLVED + 901);
    expect(await kept()).toEqual(['2', '3']);
  });

  it('is counted from when it was solved, wherever in the window it was used', async () => {
    await takes(pass(1, SOLVED + 300), SOLVED);
    await takes(pass(2, SOLVED - 300), SOLVED);
    await takes(pass(3, SOLVED + 700), SOLVED + 700);
    expect(await kept()).toEqual(['1', '3']);
  });

  it('stays while nobody comes to its own namespace', async () => {
    await takes(pass(1), SOLVED, 'other');
    await takes(pass(2, SOLVED + 5_000), SOLVED + 5_000);
    expect([await kept('other'), await kept()]).toEqual([['1'], ['2']]);
  });

  it('goes with no more than a thousand others at a time', async () => {
    const many = Array.from({ length: 1_500 }, (_unused, nonce) => [pass(nonce)]);
    expect((await admission.use(NAMESPACE, many, SOLVED)).filter((refusal) => refusal !== undefined)).toEqual([]);
    await takes(pass(5_000, SOLVED + 901), SOLVED + 901);
    expect(await kept()).toHaveLength(501);
    await takes(pass(5_001, SOLVED + 901), SOLVED + 901);
    expect(await kept()).toEqual(['5000', '5001']);
  });
});
