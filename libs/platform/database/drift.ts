import type { DataSource } from 'typeorm';

/** The statements that would make the store's tables what the entities say; none while migrations and entities agree. */
export async function findDrift(source: DataSource): Promise<string[]> {
  const changes = await source.driver.createSchemaBuilder().log();
  return changes.upQueries.map((change) => change.query);
}
