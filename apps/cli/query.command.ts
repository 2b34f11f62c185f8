import { type Command, Option } from 'commander';
import { running } from './command.runner';
import { jsonOption, withConnection } from './connection.options';
import type { QueryCommandOptions } from './query.action';

const LENSES = ['recency', 'confidence', 'consensus', 'vote_consensus', 'authority', 'epoch', 'skeptic', 'layered', 'constraints'];

const EXAMPLES = `
With --lens the claims about a pair are resolved into an answer; without it they are listed.
Exit code 1: nothing was found. --json prints the server's answer unchanged.

Examples:
  $ stemedb query drug://semaglutide/adverse/nausea                                  # every claim about a subject
  $ stemedb query drug://glp-1-ra/safety/thyroid_cancer increases_risk --lens skeptic
  $ stemedb query drug://glp-1-ra/safety/thyroid_cancer increases_risk --lens layered
  $ stemedb query drug://glp-1-ra/guidance/perioperative hold_before_elective_procedure --lens recency --valid-at 2023-12-01
  $ stemedb query drug://tirzepatide/use --lens constraints                          # what an agent must obey
  $ stemedb query --subject-prefix drug://semaglutide/ --source-class Regulatory --limit 20`;

export function addQueryCommand(program: Command): void {
  const command = program
    .command('query')
    .description('ask what is claimed, through a lens or as a list')
    .argument('[subject]', 'what the claims are about')
    .argument('[predicate]', 'which property of it');
  const options = [
    new Option('--lens <lens>', 'how to resolve the claims').choices(LENSES),
    new Option('--inner-lens <lens>', 'what the epoch lens hands on to'),
    new Option('--subject-prefix <text>', 'instead of a subject, every subject that begins so'),
    new Option('--as-of <moment>', 'answer from what was recorded by then: a date, RFC 3339 or Unix seconds'),
    new Option('--valid-at <moment>', 'only claims valid then; any turns the filter off'),
    new Option('--decay <on|off>', 'off weighs old claims like new ones'),
    new Option('--tolerance <number>', 'relative distance within which numbers are equal'),
    new Option('--source-class <class>', 'only this kind of evidence; repeat it for several').argParser(
      (value: string, earlier: readonly string[] = []) => [...earlier, value],
    ),
    new Option('--lifecycle <state>', 'only claims in this state'),
    new Option('--min-confidence <number>', 'only claims at least this sure'),
    new Option('--epoch <id>', 'only claims of this epoch'),
    new Option('--agent <id>', 'only claims that this agent signed'),
    new Option('--include-superseded', 'keep superseded claims in'),
    new Option('--no-aliases', 'do not follow aliases of the subject'),
    new Option('--limit <number>', 'most claims of a list, or candidates of a lens'),
    new Option('--cursor <cursor>', 'go on where the last page ended'),
    new Option('--long', 'print addresses and texts in full'),
  ];
  options.forEach((option) => command.addOption(option));
  withConnection(command).addOption(jsonOption()).addHelpText('after', EXAMPLES);
  command.action(
    running<QueryCommandOptions>(async (output, given, subject, predicate) => (await import('./query.action.js')).query(output, given, subject, predicate)),
  );
}
