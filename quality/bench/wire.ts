/** Bytes in JSON, on their way into a browser: `{ "$bytes": "base64" }`. Everything else is plain JSON. */
type Wired = { readonly $bytes: string };

const isWired = (value: unknown): value is Wired =>
  typeof value === 'object' && value !== null && '$bytes' in value && typeof value.$bytes === 'string';

/** A value that may contain bytes anywhere → plain JSON. In Node. */
export function pack(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') } satisfies Wired;
  if (Array.isArray(value)) return value.map(pack);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, pack(member)]));
}

/** The value again, bytes as bytes. Anywhere. */
export function unpack(value: unknown): unknown {
  if (isWired(value)) return Uint8Array.from(atob(value.$bytes), (letter) => letter.charCodeAt(0));
  if (Array.isArray(value)) return value.map(unpack);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, unpack(member)]));
}
