import { Injectable, type LoggerService } from '@nestjs/common';
import pino, { type Logger } from 'pino';

/** Header and field names that never reach a log, wherever they stand. */
const SECRET_PATHS = [
  'req.headers["x-api-key"]',
  'req.headers.authorization',
  'headers["x-api-key"]',
  'headers.authorization',
  '*.password',
  '*.secret',
  '*.api_key',
];

/** Anything that looks like a key or like a password inside a URL, in whatever text it stands. */
const SECRET_TEXT = /(steme_(?:live|test)_[0-9a-f]{8})[0-9a-f]+|(postgres(?:ql)?:\/\/[^:@\s/]+:)[^@\s]+@/g;

export function redactText(text: string): string {
  return text.replace(SECRET_TEXT, (_match, key: string | undefined, url: string | undefined) =>
    key ? `${key}…` : `${url}…@`,
  );
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
