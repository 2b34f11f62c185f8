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
    if (values['redacted_at'] !== undefined) return tombstoneFault(values, ASSERTED) ?? placeFaults(namespace, values);
    const claim = claimOf(values);
    const metadata = claim.source_metadata;
    return [
      ...addressFault(values['hash'], claimAddress(canonicalClaim(claim))),
      ...unless(canonicalObject(claim.object) === values['object'], 'its object is not in canonical form'),
      ...unless(metadata === undefined || canonicalJson(metadata) === values['source_metadata'], 'its source_metadata is not in canonical form'),
      ...placeFaults(namespace, values),
    ];
  });

/** Where a claim stands in the store follows from its subject and predicate, which stay when it is redacted. */
function placeFaults(namespace: string, { subject, predicate, subject_key, predicate_key }: Values): string[] {
  return [
    ...unless(subjectKey(namespace, textOf(subject)) === subject_key, 'its subject_key is not that of its subject'),
    ...unless(predicateKey(textOf(predicate)) === predicate_key, 'its predicate_key is not that of its predicate'),
  ];
}

/** The content of a claim, and of a source, as it is kept in columns that a redaction empties. */
const ASSERTED = ['source_metadata', 'narrative', 'visual_hash', 'vector'];
const REGISTERED = ['content', 'title', 'uri', 'author'];

/** A tombstone holds nothing that its address, or the signature of its registration, could be computed from again. */
function tombstoneFault(values: Values, content: readonly string[]): string[] | undefined {
  const left = content.filter((name) => values[name] !== undefined);
  if (values['object'] !== undefined && values['object'] !== 'null') left.unshift('object');
  return left.length === 0 ? undefined : [`it says that it is redacted and still has ${left.join(', ')}`];
}

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
    if (values['redacted_at'] !== undefined) return tombstoneFault(values, REGISTERED) ?? [];
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
