import { fromBase64, fromBase64Url, fromHex, unlessMalformed } from '../../verifier/index.ts';

/** Bytes out of whatever they were wrapped in, and the wrappings that were taken off, outermost first. */
export type Unwrapped = { readonly bytes: Uint8Array; readonly wrappings: readonly string[] };

/** Evidence in hex of base64 of … ends here. */
const MAX_WRAPPINGS = 3;
/** Shorter texts are too likely to be something else. */
const SHORTEST = 32;

/** Takes off PEM (other than certificates), hexadecimal and base64, as long as one of them is there. Never throws. */
export function unwrap(input: Uint8Array): Unwrapped {
  let bytes = input;
  const wrappings: string[] = [];
  while (wrappings.length < MAX_WRAPPINGS) {
    const text = asciiText(bytes)?.trim();
    const inner = text === undefined ? undefined : takeOff(text);
    if (inner === undefined) break;
    bytes = inner.bytes;
    wrappings.push(inner.name);
  }
  return { bytes, wrappings };
}

/** The bytes as text, if they are printable ASCII with white space. */
export function asciiText(bytes: Uint8Array): string | undefined {
  for (const byte of bytes) if (byte > 0x7e || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) return undefined;
  return new TextDecoder('ascii').decode(bytes);
}

function takeOff(text: string): { readonly name: string; readonly bytes: Uint8Array } | undefined {
  const pem = /^-----BEGIN ([A-Z0-9 ]{1,40})-----\s([A-Za-z0-9+/=\s]+)-----END \1-----$/.exec(text);
  if (pem !== null) return pem[1] === 'CERTIFICATE' ? undefined : decoded(`PEM (${pem[1] ?? ''})`, pem[2] ?? '', fromBase64);
  const dense = text.replace(/\s/g, '');
  if (dense.length < SHORTEST) return undefined;
  const hex = dense.replace(/^0x/i, '').replaceAll(':', '');
  if (/^(?:[0-9a-fA-F]{2})+$/.test(hex)) return decoded('hexadecimal', hex, fromHex);
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(dense)) return decoded('base64', padded(dense), fromBase64);
  if (/^[A-Za-z0-9_-]+={0,2}$/.test(dense)) return decoded('base64url', dense.replace(/=+$/, ''), fromBase64Url);
  return undefined;
}

/** People lose padding when they copy. */
const padded = (text: string): string => {
  const bare = text.replace(/=+$/, '');
  return bare + '='.repeat((4 - (bare.length % 4)) % 4);
};

function decoded(
  name: string,
  text: string,
  decode: (text: string, field: string) => Uint8Array,
): { readonly name: string; readonly bytes: Uint8Array } | undefined {
  return unlessMalformed(() => ({ name, bytes: decode(text.replace(/\s/g, ''), name) }), undefined);
}
