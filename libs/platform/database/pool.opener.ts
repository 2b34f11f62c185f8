import type { Pool } from 'pg';

/**
 * Opens every connection that a pool may have. Those in use are not waited for: this holds all others meanwhile, and
 * whoever holds one of them may be waiting for another.
 */
export async function openAll(pool: Pool): Promise<void> {
  const { options, totalCount, idleCount, waitingCount } = pool;
  const free = Math.max(options.max - totalCount + idleCount - waitingCount, 0);
  const clients = await Promise.allSettled(Array.from({ length: free }, () => pool.connect()));
  for (const client of clients) if (client.status === 'fulfilled') client.value.release();
}
