import { DerReader, TAG } from '../../encoding/der.ts';
import { pemBlocks } from '../../encoding/pem.ts';
import type { Endorsement } from '../../endorsement.ts';
import { Malformed } from '../../malformed.ts';
import { commonNames, readCertificate } from '../../x509/certificate.ts';
import { readRevocationList } from '../../x509/crl.ts';
import { needOfVek } from './needs.ts';
import { productLine } from './product.ts';
import { readVek, VCEK_SUBJECT, VLEK_SUBJECT } from './vek/certificate.ts';

const MAX_DOCUMENT_BYTES = 64 * 1024;
const HYPHEN = 0x2d;
const ROOT_PREFIX = 'ARK-';

/**
 * What a site sends along (README, "Endorsement document"): PEM blocks CERTIFICATE and X509 CRL in any order, or the same as DER
 * one after the other. VCEK and VLEK certificates and CRLs are used, each labelled by its own content; ASK, ASVK and ARK are
 * ignored, because they are pinned. @throws Malformed
 */
export function readCertificates(bytes: Uint8Array): readonly Endorsement[] {
  if (bytes.length > MAX_DOCUMENT_BYTES) throw new Malformed('certificates', `larger than ${String(MAX_DOCUMENT_BYTES)} bytes`);
  const parts =
    bytes[0] === HYPHEN ? pemBlocks(bytes, ['CERTIFICATE', 'X509 CRL'], 'certificates').map(({ der }) => der) : derParts(bytes);
  return parts.flatMap((part) => {
    const endorsement = isList(part) ? listEndorsement(part) : vekEndorsement(part);
    return endorsement === undefined ? [] : [endorsement];
  });
}

/** More parts than any site needs: two keys, two authorities, a root, a list. */
const MAX_PARTS = 8;

function derParts(bytes: Uint8Array): readonly Uint8Array[] {
  const reader = new DerReader(bytes, 'certificates');
  const parts: Uint8Array[] = [];
  while (reader.next !== undefined) {
    if (parts.length === MAX_PARTS) throw new Malformed('certificates', 'too many parts');
    parts.push(reader.element('part'));
  }
  return parts;
}

/** TBSCertList begins with its version, an INTEGER; TBSCertificate of version 3 with `[0]`. */
function isList(der: Uint8Array): boolean {
  const outer = new DerReader(der, 'certificates');
  const signed = outer.inside('part').inside('signed part');
  return signed.next === TAG.integer;
}

function vekEndorsement(bytes: Uint8Array): Endorsement | undefined {
  const { subject } = readCertificate(bytes, 'certificates');
  const [name] = commonNames(subject, 'certificates');
  if (name !== VCEK_SUBJECT && name !== VLEK_SUBJECT) return undefined;
  const need = needOfVek(readVek(bytes));
  return need === undefined ? undefined : { need, bytes };
}

function listEndorsement(bytes: Uint8Array): Endorsement | undefined {
  const { issuer } = readRevocationList(bytes, 'certificates');
  const [name = ''] = commonNames(issuer, 'certificates');
  const line = name.startsWith(ROOT_PREFIX) ? productLine(name.slice(ROOT_PREFIX.length)) : undefined;
  return line === undefined ? undefined : { need: { kind: 'snp.crl', line }, bytes };
}
