/** The bytes of an answer without the id of its audit: every reading leaves an audit of its own, whatever it reads. */
export function unaudited({ text }: { readonly text: string }): string {
  return text.replace(/"audit_id":"[0-9a-f-]{36}"/, '"audit_id":null');
}
