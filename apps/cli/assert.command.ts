import { type Command, Option } from 'commander';
import type { AssertOptions } from './assert.action';
import { running } from './command.runner';
import { jsonOption, withConnection } from './connection.options';

const EXAMPLES = `
A claim is signed here; the key never leaves this machine. The same claim from the same agent again changes nothing.
Answers: created, cosigned (another agent had said so), duplicate (you had), quarantined (kept back for review).

Examples:
  $ stemedb assert --key me.key --subject drug://semaglutide/pk --predicate half_life_days --number 7 --confidence 0.9
  $ stemedb assert --key me.key --file claim.json --dry-run
  $ jq .claim note.json | stemedb assert --key me.key --file - --json`;

const CLAIM = 'Claim:';
const SIGNING = 'Signing:';

export function addAssertCommand(program: Command): void {
  const command = program.command('assert').description('sign a claim and write it');
  const group = (name: string, ...options: Option[]) => options.forEach((option) => command.addOption(option.helpGroup(name)));
  group(
    CLAIM,
    new Option('--subject <text>', 'what the claim is about'),
    new Option('--predicate <text>', 'which property of it'),
    new Option('--text <text>', 'the object: a text'),
    new Option('--number <number>', 'the object: a number'),
    new Option('--boolean <word>', 'the object: true or false'),
    new Option('--reference <text>', 'the object: a subject or the address of an assertion'),
    new Option('--confidence <number>', 'how sure you are, 0 to 1'),
    new Option('--source-hash <hash>', 'address of the evidence'),
    new Option('--source-class <class>', 'Regulatory, Clinical, Observational, Expert, Community or Anecdotal'),
    new Option('--source-metadata <json>', 'where the evidence came from, a JSON object'),
    new Option('--valid-from <moment>', 'holds from: Unix seconds, a date, or RFC 3339'),
    new Option('--valid-to <moment>', 'no longer holds from'),
    new Option('--epoch <id>', 'the epoch it belongs to'),
    new Option('--parent <hash>', 'the assertion it derives from or revises'),
    new Option('--lifecycle <state>', 'Proposed, UnderReview, Approved, Deprecated or Rejected'),
    new Option('--narrative <text>', 'the why, in words'),
    new Option('--visual-hash <hash>', 'perceptual hash of a picture, 16 hex digits'),
    new Option('--file <path>', 'instead of these, a JSON file with the fields of a claim; - is standard input'),
  );
  group(
    SIGNING,
    new Option('--key <file>', 'key file of the agent that signs').env('STEMEDB_CLI_KEY'),
    new Option('--timestamp <moment>', 'time of signing (default: now)'),
    new Option('--dry-run', 'print canonical form, address and signed body; send nothing'),
  );
  withConnection(command).addOption(jsonOption()).addHelpText('after', EXAMPLES);
  command.action(
    running<AssertOptions>(async (output, options) => (await import('./assert.action.js')).assertClaim(output, options)),
  );
}
