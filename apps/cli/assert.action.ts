import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { claimFromOptions, type ClaimOptions, describesClaim, jsonObject, namedByOption } from './claim-input.rules';
import { wrongInput } from './command.failure';
import { connect, type ConnectionOptions } from './connection.options';
import { EXIT, type ExitCode } from './exit-code';
import { readKeyFile } from './key-file';
import type { Output } from './output';
import { type ReadyClaim, signedClaim } from './signed-claim.rules';
import { signingTime } from './signing-time';

export interface AssertOptions extends ConnectionOptions, ClaimOptions {
  readonly file?: string;
  readonly key?: string;
  readonly timestamp?: string;
  readonly dryRun?: boolean;
}

interface AssertAnswer {
  readonly hash: string;
  readonly status: string;
  readonly recorded_at: string;
}

/** Signs one claim and sends it, or shows what would be sent. */
export async function assertClaim(output: Output, options: AssertOptions): Promise<ExitCode> {
  const fields = options.file === undefined ? fieldsOfOptions(options) : await fieldsOfFile(options.file, options);
  const signers = options.key ? [await readKeyFile(options.key, output)] : [];
  if (signers.length === 0 && fields['signatures'] === undefined) {
    throw wrongInput('A claim needs a signature: give --key (make a key with `stemedb keygen`).');
  }
  const ready = signedClaim(fields, { signers, timestamp: signingTime(options.timestamp) });
  if ('faults' in ready) {
    throw wrongInput('The claim is not valid.', options.file === undefined ? ready.faults.map(namedByOption) : ready.faults);
  }
  return options.dryRun ? show(output, ready) : send(output, options, ready);
}

async function send(output: Output, options: AssertOptions, ready: ReadyClaim): Promise<ExitCode> {
  const answer = await (await connect(options)).post('/v1/assert', ready.body);
  if (output.json) {
    output.data(answer.text);
    return EXIT.ok;
  }
  const { hash, status, recorded_at } = answer.body as AssertAnswer;
  output.line(`${output.paint(status === 'quarantined' ? 'yellow' : 'green', status)}  ${hash}  ${recorded_at}`);
  return EXIT.ok;
}

function show(output: Output, { canonical, address, body }: ReadyClaim): ExitCode {
  if (output.json) {
    output.data({ canonical, address, body });
    return EXIT.ok;
  }
  output.line(`${output.paint('bold', 'Canonical form')}\n${canonical}\n`);
  output.line(`${output.paint('bold', 'Address')}\n${address}\n`);
  output.line(`${output.paint('bold', 'Signed body')}\n${JSON.stringify(body, undefined, 2)}`);
  output.note('Nothing was sent.');
  return EXIT.ok;
}

function fieldsOfOptions(options: AssertOptions): Record<string, unknown> {
  const reading = claimFromOptions(options);
  if ('faults' in reading) throw wrongInput('The claim is not valid.', reading.faults);
  return reading.fields;
}

async function fieldsOfFile(path: string, options: AssertOptions): Promise<Record<string, unknown>> {
  if (describesClaim(options)) throw wrongInput('Give the claim in --file or in options, not in both.');
  const name = path === '-' ? 'Standard input' : path;
  const text = await (path === '-' ? textOf(process.stdin) : readFile(path, 'utf8')).catch((error: Error) => {
    throw wrongInput(`${name} cannot be read: ${error.message}`);
  });
  const fields = jsonObject(text.replace(/^\ufeff/, ''));
  if (fields === undefined) throw wrongInput(`${name}: expected one JSON object with the fields of a claim.`);
  return fields;
}
