import { wrongInput } from './command.failure';
import { MOMENT_EXPECTED, unixSeconds } from './moment.rules';

/** When a signature says that it was made, in whole Unix seconds: the option, else now. @throws CommandFailure usage */
export function signingTime(option: string | undefined): number {
  if (option === undefined) return Math.floor(Date.now() / 1_000);
  const seconds = unixSeconds(option);
  if (seconds === undefined || seconds < 0) throw wrongInput(`--timestamp: ${MOMENT_EXPECTED}.`);
  return seconds;
}
