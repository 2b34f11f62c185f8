import { Claims1764000000000 } from './1764000000000-claims';
import { History1764100000000 } from './1764100000000-history';
import { Concepts1764200000000 } from './1764200000000-concepts';
import { Audit1764300000000 } from './1764300000000-audit';
import { Feed1764400000000 } from './1764400000000-feed';
import { Projections1764500000000 } from './1764500000000-projections';
import { Namespaces1764600000000 } from './1764600000000-namespaces';
import { Keys1764700000000 } from './1764700000000-keys';
import { Idempotency1764750000000 } from './1764750000000-idempotency';
import { Quotas1764800000000 } from './1764800000000-quotas';
import { CircuitBreakers1764900000000 } from './1764900000000-circuit-breakers';
import { Admission1765000000000 } from './1765000000000-admission';
import { GoldStandards1765100000000 } from './1765100000000-gold-standards';
import { Escalations1765200000000 } from './1765200000000-escalations';
import { Quarantine1765300000000 } from './1765300000000-quarantine';
import { Redactions1765400000000 } from './1765400000000-redactions';

/** In the order in which they run. A merged migration is never edited. */
export const MIGRATIONS = [
  Claims1764000000000,
  History1764100000000,
  Concepts1764200000000,
  Audit1764300000000,
  Feed1764400000000,
  Projections1764500000000,
  Namespaces1764600000000,
  Keys1764700000000,
  Idempotency1764750000000,
  Quotas1764800000000,
  CircuitBreakers1764900000000,
  Admission1765000000000,
  GoldStandards1765100000000,
  Escalations1765200000000,
  Quarantine1765300000000,
  Redactions1765400000000,
] as const;
