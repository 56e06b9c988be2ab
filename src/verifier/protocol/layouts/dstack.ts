import { concat, equalBytes } from '../../bytes/equal.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { fromAscii, toAscii } from '../../bytes/text.ts';
import type { CryptoPort } from '../../crypto/port.ts';
import { unlessMalformed } from '../../malformed.ts';
import type { Instant } from '../../time.ts';
import { covering, defineLayout, type EncryptionKey, type Expected } from '../layout.ts';
import type { TlsKey } from '../tls-key.ts';

type Spki = { readonly spki: Uint8Array };

/** Report data of dstack's own quotes: SHA-512(tag ‖ ":" ‖ content) (dstack-attest, `QuoteContentType`). */
async function tagged(crypto: CryptoPort, tag: string, content: Uint8Array): Promise<Expected> {
  const digest = await crypto.digest('sha-512', concat(toAscii(`${tag}:`, 'tag'), content));
  return { slot: 'report-data', anyOf: [digest], then: 'nothing' };
}

/** The key of an RA-TLS certificate that dstack's key management issued. */
export const dstackRaTls = defineLayout({
  id: 'dstack-ratls',
  covers: covering('tls'),
  expected: (crypto, { spki }: Spki) => tagged(crypto, 'ratls-cert', spki),
  states: ({ spki }) => ({ tls: [{ form: 'spki', spki }] }),
});

/** The key of a gateway's public certificate. What the gateway passes on to is not attested by it. */
export const dstackZt = defineLayout({
  id: 'dstack-zt',
  covers: covering('tls'),
  ends: 'gateway',
  expected: (crypto, { spki }: Spki) => tagged(crypto, 'zt-cert', spki),
  states: ({ spki }) => ({ tls: [{ form: 'spki', spki }] }),
});

/** A gateway's certificate, found in a list of hashes whose own hash is in the report data. */
export type DstackIngress = Spki & {
  /** `sha256sum.txt` as it was sent: lines of a hash, two blanks and a name. */
  readonly list: Uint8Array;
  /** The certificate file as it was sent, and its name in the list. */
  readonly file: Uint8Array;
  readonly fileName: string;
};

/** dstack-ingress: report data = SHA-256(list of files) and 32 zeros; the list names the hash of the certificate's file. */
export const dstackIngress = defineLayout({
  id: 'dstack-ingress',
  covers: covering('tls'),
  async expected(crypto, { list, file, fileName }: DstackIngress) {
    const [ofList, ofFile] = await Promise.all([crypto.digest('sha-256', list), crypto.digest('sha-256', file)]);
    const listed = listedDigest(list, fileName);
    const isListed = listed !== undefined && equalBytes(listed, ofFile);
    return {
      slot: 'report-data',
      anyOf: [ofList],
      then: 'zeros',
      // A renewal rewrites the files one after the other: two that do not fit together accuse nobody.
      ...(isListed ? {} : { unproven: 'file-not-listed' }),
    };
  },
  states: ({ spki }) => ({ tls: [{ form: 'spki', spki }] }),
});

/** The one hash that the list gives for this name; undefined without one, or with two. */
function listedDigest(list: Uint8Array, name: string): Uint8Array | undefined {
  return unlessMalformed(() => {
    const lines = fromAscii(list, 'sha256sum.txt').split('\n');
    const named = lines.map((line) => /^([0-9a-fA-F]{64}) [ *](.+?)\r?$/.exec(line)).filter((match) => match?.[2] === name);
    const [first, ...others] = named;
    return others.length > 0 || first?.[1] === undefined ? undefined : fromHex(first[1], 'sha256sum.txt');
  }, undefined);
}

/** Fields of a keyset that names its keys, its nonce and its end. */
export type Aci1 = {
  /** The keyset in its canonical form, ASCII or UTF-8. */
  readonly keyset: Uint8Array;
  /** 32 bytes: those that were asked with. Whether the report was made for them shows in its report data alone. */
  readonly nonce: Uint8Array;
  readonly tls: readonly TlsKey[];
  readonly encryption: readonly EncryptionKey[];
  /** Until when the keys are good, as the keyset says; milliseconds since 1970. */
  readonly notAfter: Instant;
};

/**
 * ACI (private-ai-gateway, `aci/1`, section 3.2): report data = SHA-256 of a statement of exact bytes over the keyset's digest
 * and the nonce's text, and 32 zeros. In the statement of a report that nobody asked for with a nonce, `null` stands in its place.
 */
export const aci1 = defineLayout({
  id: 'aci-1',
  covers: covering('nonce', 'tls', 'encryption'),
  async expected(crypto, { keyset, nonce, notAfter }: Aci1) {
    const digest = toHex(await crypto.digest('sha-256', keyset));
    const stating = (made: string): Promise<Uint8Array> => {
      const statement = `{"keyset_digest":"sha256:${digest}","nonce":${made},"purpose":"aci.report_data.v1"}`;
      return crypto.digest('sha-256', toAscii(statement, 'statement'));
    };
    const [forUs, forNobody] = await Promise.all([stating(`"${toHex(nonce)}"`), stating('null')]);
    return { slot: 'report-data', anyOf: [forUs], withoutNonce: [forNobody], then: 'zeros', until: notAfter };
  },
  states: ({ nonce, tls, encryption }) => ({ nonce, tls, encryption }),
});
