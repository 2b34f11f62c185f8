import { Injectable } from '@nestjs/common';
import { SignatureFailures, type WriteContext } from '@stemedb/knowledge/assertions';
import type { RecordKind } from '@stemedb/knowledge/claims';
import { proveRecord } from './signed-record.rules';
import type { MaybeSigned } from './signed-record.schema';

/** Checks who vouches for records, and counts signatures that do not hold. */
@Injectable()
export class RecordProver {
  constructor(private readonly signatureFailures: SignatureFailures) {}

  /**
   * Answers with the record's address: the hash of everything but the signature.
   *
   * @throws DomainError record_signature_invalid, record_timestamp_in_future (422), agent_not_permitted (403),
   * agent_header_mismatch (400)
   */
  prove(kind: RecordKind, record: MaybeSigned, context: WriteContext): string {
    return this.signatureFailures.counted(() => proveRecord(kind, record, context, Date.now() / 1_000));
  }
}
