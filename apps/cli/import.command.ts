import { type Command, Option } from 'commander';
import { running } from './command.runner';
import { jsonOption, withConnection } from './connection.options';
import type { ImportOptions } from './import/import.settings';

const EXAMPLES = `
NDJSON: one JSON object a line, a claim or a source ({"kind":"source","ref":…}); a claim cites a source of the same
import by "source_ref" and names who signs it in "agent" or "agents". CSV: a header row with the names of the fields.
docs/how-to/import.md describes both.

An archive of \`stemedb export\` is recognised and fills an empty store, without a server: all of it, or nothing.

Interrupted? Run the same command again. How far it came stands in <file>.stemedb-import.json until it is complete.

Examples:
  $ stemedb import sources.ndjson claims.ndjson --key-dir data/keys
  $ stemedb import claims.csv --key me.key
  $ stemedb import claims.ndjson --key me.key --json > summary.json 2> failures.ndjson
  $ stemedb import backup.ndjson.gz --data-dir ./new`;

export function addImportCommand(program: Command): void {
  const command = program
    .command('import')
    .alias('restore')
    .description('sign and write the claims of files, or fill an empty store with an archive')
    .argument('<files...>', 'NDJSON or CSV files, or one archive');
  const options = [
    new Option('--format <format>', 'what the files are (default: by their names)').choices(['ndjson', 'csv']),
    new Option('--key <file>', 'key file that signs every line, whoever it names').env('STEMEDB_CLI_KEY'),
    new Option('--key-dir <path>', 'directory with a key file <agent>.key for each agent; missing ones are made'),
    new Option('--timestamp <moment>', 'time of signing (default: when the import first began)'),
    new Option('--batch-size <number>', 'most claims of one request, 1 to 500').default('500'),
    new Option('--retries <number>', 'how often a request is tried again while the server is away').default('10'),
    new Option('--stop-on-error', 'stop at the first line that fails (default: go on, exit code 4)'),
    new Option('--no-resume', 'neither read nor write the state file'),
  ];
  options.forEach((option) => command.addOption(option));
  withConnection(command).addOption(jsonOption()).addHelpText('after', EXAMPLES);
  command.action(
    running<ImportOptions, [string[]]>(async (output, given, files) => {
      const archive = await (await import('./archive/archive-file.js')).archiveAmong(files);
      if (archive !== undefined) return (await import('./archive/import-archive.action.js')).importOneArchive(output, given, archive);
      return (await import('./import/import.action.js')).importFiles(output, given, files);
    }),
  );
}
