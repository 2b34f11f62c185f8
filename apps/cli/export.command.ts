import { type Command, Option } from 'commander';
import type { ExportOptions } from './archive/export.action';
import { running } from './command.runner';
import { dataDirOption, jsonOption } from './connection.options';

const EXAMPLES = `
Everything that the store holds, as it stands at one moment: claims with their signatures, votes, sources with their
contents, and all that happened to them, with the times at which they were recorded. API keys stay behind. The server may
go on running. The store is DATABASE_URL, else the embedded PostgreSQL of the data directory.

\`stemedb import <file>\` fills an empty store with it, \`stemedb verify <file>\` checks it. docs/how-to/archive.md
describes the file.

Examples:
  $ stemedb export backup.ndjson.gz
  $ stemedb export team-7.ndjson.gz --namespace team-7
  $ DATABASE_URL=postgres://stemedb:…@db:5432/stemedb stemedb export backup.ndjson.gz --json`;

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .alias('backup')
    .description('write everything that the store holds into one archive')
    .argument('<file>', 'the archive; it appears under its name once it is whole')
    .addOption(new Option('--namespace <name>', 'only this namespace (default: all)'))
    .addOption(new Option('--force', 'replace a file that is there'))
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(running<ExportOptions>(async (output, options, file = '') => (await import('./archive/export.action.js')).exportStore(output, options, file)));
}
