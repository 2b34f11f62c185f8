import { Claims1764000000000 } from './1764000000000-claims';
import { History1764100000000 } from './1764100000000-history';

/** In the order in which they run. A merged migration is never edited. */
export const MIGRATIONS = [Claims1764000000000, History1764100000000] as const;
