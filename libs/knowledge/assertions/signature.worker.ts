import { parentPort } from 'node:worker_threads';
import { verifySignatures } from '@stemedb/knowledge/claims';
import type { VerifyAnswer, VerifyRequest } from './signature-verifier.service';

/** Checks the signatures of many claims on a thread of its own, so that the API goes on answering meanwhile. */
parentPort?.on('message', ({ id, claims }: VerifyRequest) => {
  const answer: VerifyAnswer = { id, faults: claims.map(verifySignatures) };
  parentPort?.postMessage(answer);
});
