import { toAscii } from '../../bytes/text.ts';
import { Malformed } from '../../malformed.ts';
import { defineTee, type Opened } from '../../tee.ts';
import { authenticate, NITRO_POLICY, type NitroPolicy } from './authenticate.ts';
import { NITRO_CHECKS, type NitroCheckId } from './checks.ts';
import { CODE_REGISTERS, registerName } from './claims.ts';
import { readDocument, type DocumentKind } from './document.ts';

export type { NitroPolicy } from './authenticate.ts';

const FORMAT: Readonly<Record<DocumentKind, string>> = {
  enclave: 'AWS Nitro Enclaves attestation document',
  tpm: 'AWS NitroTPM attestation document',
};

function open(bytes: Uint8Array, kind: DocumentKind): Opened<NitroCheckId, never, NitroPolicy> {
  const document = readDocument(bytes);
  if (document.kind !== kind) throw new Malformed('payload', `a document of another kind (${document.kind})`);
  return {
    format: FORMAT[kind],
    // The whole chain stands in the document, and AWS says not to ask for revocation lists.
    missing: () => [],
    authenticate: (appraisal) => authenticate(document, appraisal),
  };
}

const TPM_KEY = toAscii('nitrotpm_pcrs', 'key');

/** Does the text stand anywhere? A look that costs nothing, so that enclave documents are read once, not twice. */
function mentionsTpm(bytes: Uint8Array): boolean {
  return bytes.some((_, at) => TPM_KEY.every((letter, index) => bytes[at + index] === letter));
}

function isTpm(bytes: Uint8Array): boolean {
  if (!mentionsTpm(bytes)) return false;
  try {
    return readDocument(bytes).kind === 'tpm';
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

const codeRegisters = (kind: DocumentKind): readonly (readonly string[])[] => [CODE_REGISTERS[kind].map(registerName)];

/** AWS Nitro Enclaves. Documents that cannot be read are its own too, so that the reason is told. */
export const nitro = defineTee({
  id: 'nitro',
  title: 'AWS Nitro Enclaves',
  accepts: ['nitro-document'],
  recognises: ({ bytes }) => !isTpm(bytes),
  checks: NITRO_CHECKS,
  policy: NITRO_POLICY,
  codeRegisters: codeRegisters('enclave'),
  open: ({ bytes }) => open(bytes, 'enclave'),
  documents: {},
});

/**
 * AWS NitroTPM: the same document about a whole EC2 instance. A TEE of its own, because a TPM register is extended by
 * whoever runs in the instance, with the very formula of an enclave's registers: a reference value for an enclave
 * must never match one.
 */
export const nitrotpm = defineTee({
  id: 'nitrotpm',
  title: 'AWS NitroTPM',
  accepts: ['nitro-document'],
  recognises: ({ bytes }) => isTpm(bytes),
  checks: NITRO_CHECKS,
  policy: NITRO_POLICY,
  codeRegisters: codeRegisters('tpm'),
  open: ({ bytes }) => open(bytes, 'tpm'),
  documents: {},
});
