import { unwrappedFor } from '../../dstack/versioned.ts';
import { defineTee } from '../../tee.ts';
import { authenticate, NITRO_POLICY } from './authenticate.ts';
import { NITRO_CHECKS } from './checks.ts';
import { CODE_REGISTERS, registerName } from './claims.ts';
import { readDocument, type DocumentKind } from './document.ts';

const FORMAT: Readonly<Record<DocumentKind, string>> = {
  enclave: 'AWS Nitro Enclaves attestation document',
  tpm: 'AWS NitroTPM attestation document',
};

const codeRegisters = (kind: DocumentKind): readonly string[] => CODE_REGISTERS[kind].map((index) => registerName(kind, index));

/** AWS Nitro: documents of enclaves, and of whole EC2 instances with NitroTPM. */
export const nitro = defineTee({
  id: 'nitro',
  title: 'AWS Nitro',
  accepts: ['nitro-document'],
  recognises: () => true,
  checks: NITRO_CHECKS,
  policy: NITRO_POLICY,
  // PCR0 measures the whole image file: kernel, command line and every ramdisk. PCR1 and PCR2 repeat parts of it.
  codeRegisters: [codeRegisters('enclave'), ['PCR0'], codeRegisters('tpm')],
  open({ bytes }) {
    const document = readDocument(unwrappedFor(['nitro', 'nitro-tpm'], bytes).bytes);
    return {
      format: FORMAT[document.kind],
      // The document contains the whole chain, and AWS says not to request revocation lists.
      needs: () => [],
      missing: () => [],
      authenticate: (appraisal) => authenticate(document, appraisal),
    };
  },
  documents: {},
});
