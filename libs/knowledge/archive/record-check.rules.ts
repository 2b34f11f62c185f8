import { predicateKey, subjectKey } from '@stemedb/knowledge/assertions';
import {
  assertionMessage,
  canonicalJson,
  canonicalObject,
  type Claim,
  claimAddress,
  canonicalClaim,
  contentHash,
  explainSignatureFailure,
  type JsonObject,
  type Lifecycle,
  type ObjectValue,
  recordAddress,
  type RecordKind as SignedKind,
  recordMessage,
  SOURCE_CLASSES,
  voteAddress,
  voteMessage,
} from '@stemedb/knowledge/claims';
import type { Values } from './column.rules';

/** What is wrong with a record, each in words; empty where all is well. */
export type Check = (namespace: string, values: Values) => readonly string[];

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const optional = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const seconds = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value));

/** A check that cannot even read what it checks has found a fault. */
function attempt(check: () => readonly string[]): readonly string[] {
  try {
    return check();
  } catch (error) {
    return [`it cannot be read: ${error instanceof Error ? error.message : String(error)}`];
  }
}

const unless = (holds: boolean, fault: string): string[] => (holds ? [] : [fault]);

/** Columns of a claim against its address, and against each other where one follows from the other. */
export const checkAssertion: Check = (namespace, values) =>
  attempt(() => {
    const claim = claimOf(values);
    const metadata = claim.source_metadata;
    return [
      ...addressFault(values['hash'], claimAddress(canonicalClaim(claim))),
      ...unless(canonicalObject(claim.object) === values['object'], 'its object is not in canonical form'),
      ...unless(metadata === undefined || canonicalJson(metadata) === values['source_metadata'], 'its source_metadata is not in canonical form'),
      ...unless(subjectKey(namespace, claim.subject) === values['subject_key'], 'its subject_key is not that of its subject'),
      ...unless(predicateKey(claim.predicate) === values['predicate_key'], 'its predicate_key is not that of its predicate'),
    ];
  });

export const checkSignature: Check = (_namespace, values) =>
  signatureFault(values, assertionMessage(textOf(values['assertion_hash']), Number(values['signed_at'])));

export const checkVote: Check = (_namespace, values) =>
  attempt(() => {
    const address = voteAddress({
      agent_id: textOf(values['agent_id']),
      assertion_hash: textOf(values['assertion_hash']),
      weight: Number(values['weight']),
      timestamp: Number(values['voted_at']),
    });
    return [...addressFault(values['hash'], address), ...signatureFault(values, voteMessage(textOf(values['hash'])))];
  });

/** A source may be known without its content, and registered without a signature. */
export const checkSource: Check = (_namespace, values) =>
  attempt(() => {
    const { content, hash } = values;
    const wrong = content === undefined ? [] : addressFault(hash, contentHash(Buffer.from(textOf(content), 'hex')));
    if (values['signature'] === undefined) return wrong;
    const { title, uri, author, published_at, media_type, agent_id } = values;
    const timestamp = seconds(values['signed_at']);
    const registration = { hash, title, uri, author, published_at, media_type, source_class: classOf(values['source_class']), agent_id, timestamp };
    return [...wrong, ...signatureFault(values, recordMessage('source', recordAddress('source', registration)))];
  });

/** An unsigned record has a time in its row that is no part of it. */
const signer = ({ agent_id, signed_at }: Values) => ({ agent_id, timestamp: agent_id === undefined ? undefined : seconds(signed_at) });

export const checkSupersession = checkRecord('supersession', (values) => {
  const { target_hash, superseding_hash, type, reason } = values;
  return { target_hash, superseding_hash, type, reason, ...signer(values) };
});

export const checkTransition = checkRecord('lifecycle', (values) => {
  const { target_hash, to_state, reason } = values;
  return { target_hash, to: to_state, reason, ...signer(values) };
});

export const checkEpoch = checkRecord('epoch', (values) => {
  const { id, name, description, supersedes, supersession_type, starts_at, ends_at } = values;
  return { id, name, description, supersedes, supersession_type, starts_at, ends_at, ...signer(values) };
});

/**
 * The check of a record whose address is that of its body and whose signature, where it has one, is under that address.
 *
 * @param bodyOf what is hashed, from the columns
 */
function checkRecord(kind: SignedKind, bodyOf: (values: Values) => object): Check {
  return (_namespace, values) =>
    attempt(() => {
      const wrong = addressFault(values['hash'], recordAddress(kind, bodyOf(values)));
      return values['signature'] === undefined ? wrong : [...wrong, ...signatureFault(values, recordMessage(kind, textOf(values['hash'])))];
    });
}

function addressFault(stored: unknown, computed: string): string[] {
  return unless(stored === computed, `its address is not that of its content, which is ${computed}`);
}

function signatureFault(values: Values, message: string): string[] {
  const agentId = textOf(values['agent_id']);
  const failure = explainSignatureFailure(agentId, textOf(values['signature']), message);
  return failure === undefined ? [] : [`the signature of ${agentId} does not hold (${failure})`];
}

function classOf(tier: unknown): string | undefined {
  return typeof tier === 'number' ? SOURCE_CLASSES[tier] : undefined;
}

/** The claim whose canonical form was hashed, from the columns of its row. */
function claimOf(values: Values): Claim {
  const metadata = optional(values['source_metadata']);
  return {
    subject: textOf(values['subject']),
    predicate: textOf(values['predicate']),
    object: JSON.parse(textOf(values['object'])) as ObjectValue,
    confidence: Number(values['confidence']),
    source_hash: textOf(values['source_hash']),
    // An inferred class is stored beside the claim and is no part of its address.
    source_class: values['declared_class'] === true ? SOURCE_CLASSES[Number(values['source_class'])] : undefined,
    source_metadata: metadata === undefined ? undefined : (JSON.parse(metadata) as JsonObject),
    valid_from: seconds(values['valid_from']),
    valid_to: seconds(values['valid_to']),
    epoch: optional(values['epoch']),
    parent_hash: optional(values['parent_hash']),
    lifecycle: textOf(values['lifecycle']) as Lifecycle,
    narrative: optional(values['narrative']),
    visual_hash: optional(values['visual_hash']),
  };
}
