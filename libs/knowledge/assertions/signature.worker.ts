import { parentPort } from 'node:worker_threads';
import { verifyBlock } from './signature-block.rules';
import type { VerifyAnswer, VerifyRequest } from './signature-verifier.service';

/** Checks signatures on a thread of its own, so that the API goes on answering meanwhile. */
parentPort?.on('message', ({ id, block }: VerifyRequest) => {
  const verdicts = verifyBlock(block);
  const answer: VerifyAnswer = { id, verdicts };
  parentPort?.postMessage(answer, [verdicts.buffer]);
});
