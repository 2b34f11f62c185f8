export interface ConnectionParts {
  user: string;
  password: string;
  port: number;
  database: string;
}

/** A `postgresql://` address on this machine; user, password and database may hold any character (RFC 3986, 2.1). */
export function connectionUrl({ user, password, port, database }: ConnectionParts): string {
  const credentials = `${percentEncode(user)}:${percentEncode(password)}`;
  return `postgresql://${credentials}@127.0.0.1:${port}/${percentEncode(database)}`;
}

/** encodeURIComponent leaves !'()* alone; shells and hand-written parsers do not. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
