import { Injectable } from '@nestjs/common';
import type { Principal } from '@stemedb/access/api-keys';
import { ZERO_HASH } from '@stemedb/knowledge/claims';
import { DomainError } from '@stemedb/platform/errors';
import type { JudgeSource, JudgeSourceResponse } from './source-status.dto';
import { SourceStatusRepository } from './source-status.repository';
import { SOURCE_ERRORS } from './source.errors';

/** Says what a source's evidence is worth. Nothing is written for the claims that cite it: their state follows at reading. */
@Injectable()
export class SourceStatusService {
  constructor(private readonly statuses: SourceStatusRepository) {}

  /**
   * Resolves once it is durable.
   *
   * @throws DomainError source_not_found (404)
   */
  async judge(hash: string, judgement: JudgeSource, { namespace, keyId }: Principal): Promise<JudgeSourceResponse> {
    // The hash of no source is not a source, whoever registered something under it: every claim without one would fall.
    const verdict = hash === ZERO_HASH ? undefined : await this.statuses.record(namespace, { hash, ...judgement, keyId });
    if (!verdict) throw new DomainError(SOURCE_ERRORS.source_not_found, `There is no source ${hash}`);
    const { outcome, status, previous, recordedAt } = verdict;
    const affected = await this.statuses.countResting(namespace, hash, recordedAt);
    return { hash, outcome, status, previous, recorded_at: recordedAt, affected };
  }
}
