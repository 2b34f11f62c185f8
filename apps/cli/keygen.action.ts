import { text as textOf } from 'node:stream/consumers';
import { generateKeyPair, keyPairFromSeed } from '@stemedb/knowledge/claims';
import { wrongInput } from './command.failure';
import { EXIT, type ExitCode } from './exit-code';
import { writeKeyFile } from './key-file';
import type { Output } from './output';

export interface KeygenOptions {
  readonly out: string;
  readonly seedStdin?: boolean;
  readonly force?: boolean;
}

/** Makes a key file; the agent_id is the result. */
export async function keygen(output: Output, options: KeygenOptions): Promise<ExitCode> {
  const keyPair = options.seedStdin ? keyPairFromSeed(await seedFromStandardInput()) : generateKeyPair();
  const written = await writeKeyFile(options.out, keyPair, options.force === true).catch((error: Error) => {
    throw wrongInput(`Cannot write ${options.out}: ${error.message}`);
  });
  if (!written) {
    throw wrongInput(`${options.out} exists already. Choose another --out, or give up its key with --force.`);
  }
  if (output.json) output.data({ agent_id: keyPair.agentId, file: options.out });
  else output.line(keyPair.agentId);
  output.note(`The key is in ${options.out}; keep it secret and keep a copy.`);
  return EXIT.ok;
}

async function seedFromStandardInput(): Promise<Buffer> {
  const seed = (await textOf(process.stdin)).trim();
  if (!/^[0-9a-fA-F]{64}$/.test(seed)) throw wrongInput('Standard input: expected a seed of 64 hex digits.');
  return Buffer.from(seed, 'hex');
}
