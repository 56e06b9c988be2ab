import { fromBase64 } from '../../bytes/base64.ts';
import { toAscii } from '../../bytes/text.ts';
import { parseJsonObject } from '../../encoding/json.ts';
import type { Endorsement, SuppliedEndorsement } from '../../endorsement.ts';
import { once } from '../../parsed.ts';
import { Malformed } from '../../malformed.ts';
import { readRevocationList } from '../../x509/crl.ts';
import { readOcspResponse } from '../../x509/ocsp.ts';
import { readRim } from './rim.ts';

/** The largest document, in bytes: reference files of two boards, a driver and a switch, and the answers about 64 devices. */
const MAX_DOCUMENT_BYTES = 1024 * 1024;
/** How many reference files are examined; a machine has at most a few kinds of device. */
export const MAX_RIMS = 16;
/** How many responses are examined: for three certificates of each device, and those of the reference files' signers. */
export const MAX_OCSP_RESPONSES = 256;
/** How many lists are examined: NVIDIA has one for each authority, root and product. */
export const MAX_CRLS = 16;

/** Reference files and answers, each read once however often it is examined. */
export const rimIn = once(readRim);

/** An OCSP response out of an endorsement's bytes, read once; not verified. */
export const responseIn = once((bytes) => readOcspResponse(bytes, 'OCSP'));

/** A CRL out of an endorsement's bytes, read once; not verified. */
export const listIn = once((bytes) => readRevocationList(bytes, 'CRL'));

/** Nobody is asked for these (NVIDIA's hosts are for development): a site staples them, or they are missing. */
export const CHAIN = 'nvidia-gpu.chain';

/** Need: the reference files of the drivers and the firmware in use. */
export const RIM = 'nvidia-gpu.rim';

/** Need: NVIDIA's answers about the certificates of devices and of reference files' signers. */
export const OCSP = 'nvidia-gpu.ocsp';

/** Need: current lists of revoked certificates, which suffice for two of the four. */
export const CRL = 'nvidia-gpu.crl';

/**
 * `{ "chain"?: PEM, "rims"?: [base64], "ocsp"?: [base64], "crls"?: [base64] }` → endorsements, each for the verifier to judge.
 * @throws Malformed
 */
export function readEndorsements(bytes: Uint8Array): readonly Endorsement[] {
  const document = parseJsonObject(bytes, 'endorsements', MAX_DOCUMENT_BYTES);
  const list = (name: string, most: number): readonly Uint8Array[] => {
    const texts = document.has(name) ? document.array(name).strings() : [];
    if (texts.length > most) throw new Malformed(`endorsements.${name}`, `more than ${String(most)}`);
    return texts.map((text, at) => fromBase64(text, `endorsements.${name}[${String(at)}]`));
  };
  return [
    ...list('crls', MAX_CRLS).map((one) => endorsement(CRL, one)),
    ...(document.has('chain') ? [endorsement(CHAIN, toAscii(document.string('chain'), 'endorsements.chain'))] : []),
    ...list('rims', MAX_RIMS).map((rim) => endorsement(RIM, rim)),
    ...list('ocsp', MAX_OCSP_RESPONSES).map((response) => endorsement(OCSP, response)),
  ];
}

/** Bytes as an endorsement of one of the four kinds. */
export const endorsement = (kind: typeof CHAIN | typeof RIM | typeof OCSP | typeof CRL, bytes: Uint8Array): Endorsement => ({
  need: { kind },
  bytes,
});

/** What was supplied of one kind, no more than `most` of them. */
export const supplied = (
  endorsements: readonly SuppliedEndorsement[],
  kind: string,
  most: number,
): readonly SuppliedEndorsement[] => endorsements.filter(({ need }) => need.kind === kind).slice(0, most);
