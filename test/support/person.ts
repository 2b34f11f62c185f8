import { contentHash } from '@stemedb/knowledge/claims';
import { addressOf, claimOf } from './claims';

/** A person's data: a word that stands nowhere else, a picture and an embedding. */
export const SECRET = 'xoqzilandra';
const PICTURE = 'feedc0de5eedf00d';
export const COMPONENT = 0.731_846_529_5;

export const SUBJECT = 'person://registry/17';
export const PREDICATE = 'lives_in';
export const CONTENT = `The files say that ${SECRET} moved.`;
export const SOURCE = { hash: contentHash(CONTENT), title: `File of ${SECRET}`, uri: `https://example.org/${SECRET}`, author: `${SECRET} senior` };
export const CLAIM = claimOf({
  subject: SUBJECT,
  predicate: PREDICATE,
  object: { type: 'Text', value: `with ${SECRET}` },
  source_hash: SOURCE.hash,
  source_metadata: { page: { of: SECRET } },
  narrative: `I asked ${SECRET} myself`,
  visual_hash: PICTURE,
  source_class: 'Clinical',
});
export const OTHER = claimOf({ subject: SUBJECT, predicate: PREDICATE, object: { type: 'Text', value: 'elsewhere' }, source_class: 'Clinical' });
export const CHILD = claimOf({ subject: SUBJECT, predicate: 'moved', object: { type: 'Boolean', value: true }, parent_hash: addressOf(CLAIM) });
export const HASH = addressOf(CLAIM);

/** The secret in whatever form a door may show it. */
export const TRACES = [SECRET, Buffer.from(SECRET).toString('hex'), PICTURE, String(COMPONENT)];
export const tracesIn = (text: string): string[] => TRACES.filter((trace) => text.includes(trace));
