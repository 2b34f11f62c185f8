import { EXIT } from '../exit-code';
import type { Output } from '../output';

export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back to the system. */
  release(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The first Ctrl-C asks for an orderly end, the second one does not wait for it. */
export function onInterruption(output: Output): Interruption {
  const controller = new AbortController();
  const handle = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    output.note('Stopping after the batches that are under way; Ctrl-C again stops at once.');
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, handle);
  return { signal: controller.signal, release: () => SIGNALS.forEach((name) => process.off(name, handle)) };
}
