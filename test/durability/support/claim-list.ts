import { bodyOf, type Client } from './http-client';

export interface ListedClaim {
  readonly hash: string;
  readonly subject: string;
  readonly recorded_at: string;
}

export interface Walk {
  /** Of every page. */
  readonly moments: readonly string[];
  readonly items: readonly ListedClaim[];
}

interface Page {
  readonly as_of: string;
  readonly items: readonly ListedClaim[];
  readonly next_cursor: string | null;
}

/** Reads a list from its first page to its last, each page from the next of the clients. */
export async function walkList(clients: readonly Client[], query: Readonly<Record<string, string>>): Promise<Walk> {
  const moments: string[] = [];
  const items: ListedClaim[] = [];
  for (let page = 0, cursor: string | null = ''; cursor !== null; page += 1) {
    const parameters = new URLSearchParams({ ...query, ...(cursor === '' ? {} : { cursor }) });
    const answer = await clients[page % clients.length]!.get(`/v1/query?${parameters}`);
    if (answer.status !== 200) throw new Error(`A list was answered with ${answer.status}: ${answer.text}`);
    const { as_of, items: found, next_cursor }: Page = bodyOf<Page>(answer);
    moments.push(as_of);
    items.push(...found);
    cursor = next_cursor;
  }
  return { moments, items };
}

/** Everything that stands below the prefix. */
export async function listBelow(client: Client, prefix: string): Promise<readonly ListedClaim[]> {
  return (await walkList([client], { subject_prefix: prefix, limit: '1000' })).items;
}
