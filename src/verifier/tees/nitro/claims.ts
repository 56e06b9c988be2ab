import { toHex } from '../../bytes/hex.ts';
import { isZero } from '../../bytes/reader.ts';
import { isSet, type Claims } from '../../claims.ts';
import { toRfc3339 } from '../../time.ts';
import type { DocumentKind, NitroDocument } from './document.ts';

/**
 * The registers that identify the code. Enclave: the whole image, its kernel with boot ramdisk, and its application
 * (Nitro Enclaves user guide, "Cryptographic attestation"). TPM: the boot binary of an attestable image and its command
 * line (EC2 user guide, "NitroTPM Attestation Document contents"); PCR7 names who may sign code, not the code.
 */
export const CODE_REGISTERS: Readonly<Record<DocumentKind, readonly number[]>> = { enclave: [0, 1, 2], tpm: [4, 12] };

/**
 * The name of a register in claims and reference values. A TPM's registers have names of their own: whoever runs in the instance
 * extends them, with the same formula as an enclave's (SHA-384 over old value and digest), so a reference value for an enclave
 * must never match one.
 */
export const registerName = (kind: DocumentKind, index: number): string =>
  `${kind === 'tpm' ? 'TPM_PCR' : 'PCR'}${String(index)}`;

/**
 * An enclave in debug mode has zeros in its code registers, and the parent instance can read its console. One zero among the
 * three is enough: no image measures to zero.
 */
function isDebug({ kind, pcrs }: NitroDocument): boolean {
  return kind === 'enclave' && CODE_REGISTERS.enclave.some((index) => isZero(pcrs.get(index) ?? Uint8Array.of(1)));
}

/**
 * Registers that running code extends after launch. Enclave: 16 to 31, which the hypervisor leaves open while it locks the lower
 * ones (aws-nitro-enclaves-nsm-api, DescribePCR and ExtendPCR); images that load external code record it there. TPM: 16 and 23,
 * the two that a PC's firmware leaves to software (TCG "PC Client Platform TPM Profile", section 4.6).
 */
function isRunTime(kind: DocumentKind, index: number): boolean {
  return kind === 'enclave' ? index >= 16 : index === 16 || index === 23;
}

/**
 * Document → claims. PCR3 (the parent's role) and PCR4 (the parent instance) identify who started the enclave; nothing
 * inside reads them as configuration, so they are not host-chosen in the sense of `Claims.hostChosen`.
 */
export function claimsOf(document: NitroDocument): Claims {
  const { pcrs, userData, nonce, publicKey, timestamp, moduleId } = document;
  const registers = [...pcrs].map(([index, value]) => ({
    index,
    register: registerName(document.kind, index),
    value: toHex(value),
  }));
  return {
    measurements: registers.map(({ register, value }) => ({ register, value })),
    hostChosen: [],
    runTime: registers
      .filter(({ index }) => isRunTime(document.kind, index))
      .map(({ register, value }) => ({ register, value }))
      .filter(isSet),
    explained: [],
    reportData: userData === null ? null : toHex(userData),
    nonce: nonce === null ? null : toHex(nonce),
    ...(publicKey === null ? {} : { publicKey: toHex(publicKey) }),
    debug: isDebug(document),
    tcb: { advisories: [] },
    madeAt: toRfc3339(timestamp),
    details: { module_id: moduleId, ...(publicKey === null ? {} : { public_key: toHex(publicKey) }) },
  };
}
