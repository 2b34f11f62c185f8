import type { Database, Statement } from './database';
import { EVERY_NAMESPACE } from './namespace.rules';

/** Row security shows when each namespace was written, and nothing else of it, to who says that he surveys. */
const SURVEY = `SET LOCAL stemedb.survey = 'on'`;

/** Every namespace that was ever written to, by as many index lookups; in the scope of all namespaces. */
const FIND_NAMESPACES: Statement = {
  text: `
    WITH RECURSIVE found (namespace) AS (
      (SELECT namespace FROM commit_log ORDER BY namespace LIMIT 1)
      UNION ALL
      SELECT (SELECT namespace FROM commit_log WHERE namespace > found.namespace ORDER BY namespace LIMIT 1)
      FROM found WHERE found.namespace IS NOT NULL
    )
    SELECT namespace FROM found WHERE namespace IS NOT NULL`,
};

/** The namespaces of the store, in the order of their names. */
export function findNamespaces(database: Database): Promise<string[]> {
  return database.manage('namespaces', EVERY_NAMESPACE, async (manager) => {
    await manager.query(SURVEY);
    const rows = await manager.query<{ namespace: string }[]>(FIND_NAMESPACES.text);
    return rows.map((row) => row.namespace);
  });
}
