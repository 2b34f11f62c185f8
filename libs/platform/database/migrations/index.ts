import { Claims1764000000000 } from './1764000000000-claims';

/** In the order in which they run. A merged migration is never edited. */
export const MIGRATIONS = [Claims1764000000000] as const;
