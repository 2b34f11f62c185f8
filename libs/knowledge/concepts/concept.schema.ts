import { textSchema } from '@stemedb/knowledge/claims';
import { MalformedConcept, parseConcept } from './concept-path.rules';

const SUBJECT = { min: 1, max: 512, line: true } as const;

/** A concept path or a plain subject in a body or a query string; comes out in canonical form. */
export function conceptSchema() {
  return textSchema(SUBJECT).check((payload) => {
    try {
      payload.value = parseConcept(payload.value).canonical;
    } catch (error) {
      if (!(error instanceof MalformedConcept)) throw error;
      payload.issues.push({ code: 'custom', input: payload.value, message: error.message });
    }
  });
}
