import type { Endorsement } from '../endorsement.ts';
import { fromPem } from '../encoding/pem.ts';
import { MISSING, once, readable, type Parsed } from '../parsed.ts';
import { readCertificate } from '../x509/certificate.ts';
import { readQeIdentity } from './qe-identity.ts';
import { readIntelCrl } from './revocation.ts';
import { readTcbInfo } from './tcb-info.ts';

/** Runs a parser over an endorsement, if there is one. */
export function parsed<T>(endorsement: Endorsement | undefined, read: (endorsement: Endorsement) => T): Parsed<T> {
  return endorsement === undefined ? MISSING : readable(() => read(endorsement));
}

/** A CRL of Intel's out of an endorsement's bytes; the same bytes are read once. */
export const crlIn = once((bytes) => readIntelCrl(bytes, 'CRL'));

/** TCB info with its signature, read once; not verified. */
export const tcbInfoIn = once(readTcbInfo);

/** The quoting enclave's identity with its signature, read once; not verified. */
export const qeIdentityIn = once(readQeIdentity);

/** The PEM chain that signs both documents, leaf first, read once; not verified. */
export const signingChainIn = once((pem) =>
  fromPem(pem, 'CERTIFICATE', 'issuer chain').map((der) => readCertificate(der, 'TCB signing chain')),
);
