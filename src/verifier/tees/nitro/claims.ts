import { toHex } from '../../bytes/hex.ts';
import { isZero } from '../../bytes/reader.ts';
import type { Claims } from '../../claims.ts';
import { toRfc3339 } from '../../time.ts';
import type { DocumentKind, NitroDocument } from './document.ts';

/**
 * The registers that identify the code. Enclave: the whole image, its kernel with boot ramdisk, and its application
 * (Nitro Enclaves user guide, "Cryptographic attestation"). TPM: the boot binary of an attestable image and its command
 * line (EC2 user guide, "NitroTPM Attestation Document contents"); PCR7 names who may sign code, not the code.
 */
export const CODE_REGISTERS: Readonly<Record<DocumentKind, readonly number[]>> = { enclave: [0, 1, 2], tpm: [4, 12] };

/**
 * Name of a register in claims and reference values. A TPM's registers have names of their own: whoever runs in the
 * instance extends them, by the very formula of an enclave's (SHA-384 over old value and digest), so a reference value
 * for an enclave must never match one.
 */
export const registerName = (kind: DocumentKind, index: number): string =>
  `${kind === 'tpm' ? 'TPM_PCR' : 'PCR'}${String(index)}`;

/**
 * An enclave in debug mode has zeros in its code registers, and the parent instance reads its console. One zero among
 * the three is enough: no image measures to zero.
 */
function isDebug({ kind, pcrs }: NitroDocument): boolean {
  return kind === 'enclave' && CODE_REGISTERS.enclave.some((index) => isZero(pcrs.get(index) ?? Uint8Array.of(1)));
}

/**
 * Document → claims. PCR3 (the parent's role) and PCR4 (the parent instance) identify who started the enclave; nothing
 * inside reads them as configuration, so they are not host-chosen in the sense of `Claims.hostChosen`.
 */
export function claimsOf(document: NitroDocument): Claims {
  const { pcrs, userData, nonce, publicKey, timestamp, moduleId } = document;
  return {
    measurements: [...pcrs].map(([index, value]) => ({ register: registerName(document.kind, index), value: toHex(value) })),
    hostChosen: [],
    reportData: userData === null ? null : toHex(userData),
    nonce: nonce === null ? null : toHex(nonce),
    debug: isDebug(document),
    tcb: { advisories: [] },
    madeAt: toRfc3339(timestamp),
    details: { module_id: moduleId, ...(publicKey === null ? {} : { public_key: toHex(publicKey) }) },
  };
}
