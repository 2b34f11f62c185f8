import { Injectable } from '@nestjs/common';
import type { Principal } from '@stemedb/access/api-keys';
import { DomainError } from '@stemedb/platform/errors';
import type { Redact, RedactResponse } from './redaction.dto';
import { REDACTION_ERRORS } from './redaction.errors';
import { RedactionRepository } from './redaction.repository';

/** Erases what was claimed or kept as evidence, where the law asks for it. Nothing else ever changes a claim. */
@Injectable()
export class RedactionsService {
  constructor(private readonly redactions: RedactionRepository) {}

  /**
   * Resolves once the content is gone and that is durable. A second time changes nothing: the first reason stays.
   *
   * @throws DomainError redaction_target_not_found (404), redaction_target_ambiguous (422)
   */
  async redact(order: Redact, { namespace, keyId }: Principal): Promise<RedactResponse> {
    const { hash } = order;
    const verdict = await this.redactions.redact(namespace, { ...order, keyId });
    switch (verdict.found) {
      case 'nothing':
        throw new DomainError(REDACTION_ERRORS.redaction_target_not_found, `There is no ${order.kind ?? 'assertion or source'} ${hash}`);
      case 'several':
        throw new DomainError(REDACTION_ERRORS.redaction_target_ambiguous, `Say with kind which of the two under ${hash} is meant`, {
          errors: [{ path: 'kind', message: 'missing, expected one of assertion, source' }],
        });
      case 'one': {
        const { kind, outcome, fields, reason, recorded_at } = verdict;
        return { kind, hash, outcome, fields, reason, recorded_at };
      }
    }
  }
}
