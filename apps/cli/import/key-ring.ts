import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { generateKeyPair, type KeyPair } from '@stemedb/knowledge/claims';
import { wrongInput } from '../command.failure';
import { readKeyFile, writeKeyFile } from '../key-file';
import { labelFault } from '../key-file.rules';
import type { Output } from '../output';
import type { Faults } from './import.types';

/** Who signs the claims of an import. */
export interface Signers {
  /** Names the signers in the state file. */
  readonly name: string;
  /** The keys for the agents that a line names. */
  keysFor(labels: readonly string[]): Promise<{ readonly keys: readonly KeyPair[] } | Faults>;
}

/** One key signs every line, whoever the line names. */
export function oneSigner(key: KeyPair): Signers {
  return { name: key.agentId, keysFor: async () => ({ keys: [key] }) };
}

/** Nobody signs: every line brings its signatures along. */
export const NO_SIGNERS: Signers = {
  name: 'signed before',
  keysFor: async (labels) =>
    labels.length === 0 ? { keys: [] } : { faults: [{ path: 'agent', message: 'no key to sign with; give --key-dir, or --key for every line' }] },
};

/** A directory of key files, one for each label. A label without a file gets a new key. */
export class KeyRing implements Signers {
  private readonly keys = new Map<string, Promise<KeyPair>>();

  constructor(
    private readonly directory: string,
    private readonly output: Output,
  ) {}

  get name(): string {
    return `keys in ${resolve(this.directory)}`;
  }

  async keysFor(labels: readonly string[]): Promise<{ readonly keys: readonly KeyPair[] } | Faults> {
    const faults = labels.flatMap((label) => {
      const message = labelFault(label);
      return message === undefined ? [] : [{ path: 'agent', message }];
    });
    return faults.length > 0 ? { faults } : { keys: await Promise.all(labels.map((label) => this.key(label))) };
  }

  private key(label: string): Promise<KeyPair> {
    const known = this.keys.get(label);
    if (known) return known;
    const key = this.load(label);
    this.keys.set(label, key);
    return key;
  }

  private async load(label: string): Promise<KeyPair> {
    const path = join(this.directory, `${label}.key`);
    if (existsSync(path)) return readKeyFile(path, this.output);
    const made = generateKeyPair();
    const isNew = await writeKeyFile(path, made, false).catch((error: Error) => {
      throw wrongInput(`Cannot make the key file ${path}: ${error.message}`);
    });
    // Another import made it in the same moment.
    if (!isNew) return readKeyFile(path, this.output);
    this.output.note(`made a key for ${label}: ${path}, agent ${made.agentId}`);
    return made;
  }
}
