import { Claims1764000000000 } from './1764000000000-claims';
import { History1764100000000 } from './1764100000000-history';
import { Concepts1764200000000 } from './1764200000000-concepts';
import { Audit1764300000000 } from './1764300000000-audit';
import { Feed1764400000000 } from './1764400000000-feed';
import { Projections1764500000000 } from './1764500000000-projections';
import { Namespaces1764600000000 } from './1764600000000-namespaces';

/** In the order in which they run. A merged migration is never edited. */
export const MIGRATIONS = [
  Claims1764000000000,
  History1764100000000,
  Concepts1764200000000,
  Audit1764300000000,
  Feed1764400000000,
  Projections1764500000000,
  Namespaces1764600000000,
] as const;
