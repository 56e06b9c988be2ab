/** The parameters of a request for a Nitro attestation document. */
export type AttestationRequest = { readonly userData: Uint8Array; readonly nonce: Uint8Array };

const MAJOR = { bytes: 2, text: 3, map: 5 } as const;
const NULL = Uint8Array.of(0xf6);

/**
 * The request as the security module reads it (aws-nitro-enclaves-nsm-api, `Request::Attestation`), in CBOR's shortest form:
 * `{"Attestation": {"user_data": bytes, "nonce": bytes or null, "public_key": null}}`.
 */
export function attestationRequest({ userData, nonce }: AttestationRequest): Uint8Array {
  return map({
    Attestation: map({
      user_data: item(MAJOR.bytes, userData),
      nonce: nonce.length === 0 ? NULL : item(MAJOR.bytes, nonce),
      public_key: NULL,
    }),
  });
}

function map(members: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const entries = Object.entries(members);
  const body = entries.flatMap(([name, value]) => [item(MAJOR.text, Buffer.from(name, 'ascii')), value]);
  return Uint8Array.from(Buffer.concat([head(MAJOR.map, entries.length), ...body]));
}

const item = (major: number, bytes: Uint8Array): Uint8Array => Buffer.concat([head(major, bytes.length), bytes]);

/** Major type and argument (RFC 8949, section 3). @throws RangeError for more than any field of the module takes */
function head(major: number, argument: number): Uint8Array {
  const first = major << 5;
  if (argument < 24) return Uint8Array.of(first | argument);
  if (argument < 0x100) return Uint8Array.of(first | 24, argument);
  if (argument < 0x10000) return Uint8Array.of(first | 25, argument >> 8, argument & 0xff);
  throw new RangeError('longer than the Nitro security module takes');
}
