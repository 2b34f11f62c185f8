import { sign, type SignedVote, voteAddress, voteMessage, voteSchema } from '@stemedb/knowledge/claims';
import { jsonNumber } from './claim-input.rules';
import { wrongInput } from './command.failure';
import { connect, type ConnectionOptions } from './connection.options';
import { EXIT, type ExitCode } from './exit-code';
import { readKeyFile } from './key-file';
import type { Output } from './output';
import { faultsOf } from './signed-claim.rules';
import { signingTime } from './signing-time';

export interface VoteOptions extends ConnectionOptions {
  readonly key?: string;
  readonly timestamp?: string;
  readonly dryRun?: boolean;
}

/** Signs one vote and sends it, or shows what would be sent. */
export async function vote(output: Output, options: VoteOptions, hash: string, weight: string): Promise<ExitCode> {
  if (!options.key) throw wrongInput('A vote needs a signature: give --key (make a key with `stemedb keygen`).');
  const { agentId, secretKey } = await readKeyFile(options.key, output);
  const unsigned = { agent_id: agentId, assertion_hash: hash, weight: jsonNumber(weight), timestamp: signingTime(options.timestamp) };
  const checked = voteSchema.omit({ signature: true }).safeParse(unsigned);
  if (!checked.success) throw wrongInput('The vote is not valid.', faultsOf(checked.error.issues));
  const address = voteAddress(checked.data);
  const body: SignedVote = { ...checked.data, signature: sign(voteMessage(address), secretKey) };
  if (options.dryRun) return show(output, address, body);
  const answer = await (await connect(options)).post('/v1/vote', body);
  if (output.json) output.data(answer.text);
  else {
    const { status, recorded_at } = answer.body as { status: string; recorded_at: string };
    output.line(`${output.paint('green', status)}  ${address}  ${recorded_at}`);
  }
  return EXIT.ok;
}

function show(output: Output, address: string, body: SignedVote): ExitCode {
  if (output.json) output.data({ address, body });
  else output.line(`${output.paint('bold', 'Address')}\n${address}\n\n${output.paint('bold', 'Signed body')}\n${JSON.stringify(body, undefined, 2)}`);
  output.note('Nothing was sent.');
  return EXIT.ok;
}
