import { Injectable, type LoggerService } from '@nestjs/common';
import pino, { type Logger } from 'pino';

/** Names of headers and fields whose values never reach a log, at the top of a line and two levels down. */
const SECRET_NAMES = ['.password', '.secret', '.api_key', '.authorization', '["x-api-key"]'];
const SECRET_PATHS = ['', '*', '*.*'].flatMap((parent) => SECRET_NAMES.map((name) => `${parent}${name}`.replace(/^\./, '')));

/** Anything that looks like a key or like a password of an address, in whatever text it stands. */
const SECRET_TEXTS: readonly (readonly [RegExp, string])[] = [
  [/(steme_(?:live|test)_[0-9a-f]{8})[0-9a-f]+/gi, '$1…'],
  // Up to the last @ in front of the path: a password may hold one, and in JSON a quote behind a backslash.
  [/((?:postgres(?:ql)?|rediss?):\/\/[^:@\s/"]*:)(?:[^\s"/\\]|\\.)+@/gi, '$1…@'],
  [/(\bpassword=)[^&\s"]+/gi, '$1…'],
];

export function redactText(text: string): string {
  return SECRET_TEXTS.reduce((redacted, [secret, visible]) => redacted.replace(secret, visible), text);
}

/** Structured logs on standard output: one JSON object a line, secrets removed. */
export function createLogger(level: string, destination: pino.DestinationStream = pino.destination(1)): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_PATHS, censor: '[redacted]' },
      serializers: { err: serializeError },
    },
    redacting(destination),
  );
}

function redacting(destination: pino.DestinationStream): pino.DestinationStream {
  return { write: (line: string) => destination.write(redactText(line)) };
}

/** Type, code and stack; the driver's `detail`, `where` and parameters can hold a client's data and stay out. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code } = error as { code?: unknown };
  return { type: error.name, message: error.message, code, stack: error.stack };
}

/** Nest's own messages through the same logger. Its start-up chatter is debug. */
@Injectable()
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }

  error(message: unknown, ...details: unknown[]): void {
    this.logger.error({ details: details.map(String) }, message instanceof Error ? message.message : String(message));
  }

  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }

  debug(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }

  verbose(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }
}
