import { CommandFailure, wrongInput } from './command.failure';
import { connect, type ConnectionOptions } from './connection.options';
import { EXIT, type ExitCode } from './exit-code';
import type { Output } from './output';
import { type ClaimPage, isPage, isResolution, type Resolution } from './query/answer.types';
import { pageLines } from './query/page-view.rules';
import { type QueryOptions, queryParameters, questionFault } from './query/query-parameters.rules';
import { resolutionLines, type ViewOptions } from './query/resolution-view.rules';

export interface QueryCommandOptions extends ConnectionOptions, QueryOptions {
  readonly long?: boolean;
}

/** Asks the server and shows its answer. */
export async function query(output: Output, options: QueryCommandOptions, subject?: string, predicate?: string): Promise<ExitCode> {
  const fault = questionFault(subject, predicate, options);
  if (fault) throw wrongInput(fault);
  const answer = await (await connect(options)).get('/v1/query', queryParameters(subject, predicate, options));
  const { body, text } = answer;
  if (!isPage(body) && !isResolution(body)) {
    throw new CommandFailure(EXIT.refused, 'The answer is neither a resolution nor a list of claims: is this a StemeDB server?');
  }
  const found = (isPage(body) ? body.items : body.candidates).length > 0;
  if (output.json) output.data(text);
  else show(output, body, found, options.long === true);
  return found ? EXIT.ok : EXIT.refused;
}

function show(output: Output, answer: ClaimPage | Resolution, found: boolean, long: boolean): void {
  const view: ViewOptions = { width: output.width, long, bold: (text) => output.paint('bold', text) };
  if (!found) output.note('Nothing was found.');
  if (isPage(answer)) {
    if (found) pageLines(answer, view).forEach((line) => output.line(line));
    if (answer.next_cursor !== null) output.note(`There are more: --cursor ${answer.next_cursor}`);
    return;
  }
  if (found || (answer.excluded ?? []).length > 0) resolutionLines(answer, view).forEach((line) => output.line(line));
}
