import { writeFileSync } from 'node:fs';
import { BuiltCli, type Finished } from './built-cli';
import { FakeServer } from './fake-server';
import { FakeStore } from './fake-store';

export interface Summary {
  readonly end: string;
  readonly claims: Readonly<Record<string, number>>;
  readonly sources: Readonly<Record<string, number>>;
  readonly resumed_lines: number;
}

/** A line that is a claim. */
export const claim = (subject: string, more: object = {}) => ({ subject, predicate: 'p', object: { type: 'Number', value: 1 }, confidence: 0.5, ...more });

export const numbered = (count: number) => Array.from({ length: count }, (_, index) => claim(`s:${index}`));

/** The summary that `--json` prints. */
export const summary = ({ stdout }: Finished) => JSON.parse(stdout) as Summary;

/** A built command with the key file `me.key`, and a server that is new for each test. */
export class ImportBench {
  store = new FakeStore();

  private constructor(
    readonly cli: BuiltCli,
    public server: FakeServer,
  ) {}

  static async build(): Promise<ImportBench> {
    const cli = await BuiltCli.build();
    await cli.run(['keygen', '--out', 'me.key']);
    return new ImportBench(cli, await FakeServer.start(() => ({ status: 500 })));
  }

  async renew(): Promise<void> {
    await this.server.close();
    this.store = new FakeStore();
    this.server = await FakeServer.start(this.store.handler);
  }

  async remove(): Promise<void> {
    await this.server.close();
    this.cli.remove();
  }

  /** A text stands for itself, everything else for its JSON. */
  write(name: string, lines: readonly unknown[]): void {
    writeFileSync(this.cli.path(name), lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  }

  run(...args: string[]): Promise<Finished> {
    return this.cli.run(['import', ...args], { env: { STEMEDB_CLI_URL: this.server.url } });
  }

  stateOf(name: string): string {
    return this.cli.path(`${name}.stemedb-import.json`);
  }
}
