import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { AttesterError } from '../attester-error.ts';
import type { EvidenceSource } from '../source.ts';
import { sourceError } from './errors.ts';
import { readDevice, writeDevice } from './read-device.ts';

/** Gramine's pseudo-files (Gramine documentation, "Attestation and Secret Provisioning"). */
const GRAMINE = '/dev/attestation';
const MANIFEST = 'Set sgx.remote_attestation = "dcap" in the manifest and sign it again.';

/** An SGX enclave under Gramine. @param root where the pseudo-files are */
export function gramine(root = GRAMINE): EvidenceSource {
  return {
    name: 'Gramine',
    async make({ reportData }) {
      try {
        const kind = Buffer.from(await readDevice(join(root, 'attestation_type')))
          .toString('latin1')
          .replaceAll('\0', '')
          .trim();
        if (kind !== 'dcap') throw new AttesterError('source', `Gramine’s attestation type is “${kind}”.`, MANIFEST);
        await writeDevice(join(root, 'user_report_data'), reportData);
        const bytes = await readDevice(join(root, 'quote'));
        return { evidence: { type: 'dcap-quote', bytes, parameters: {} }, endorsements: [] };
      } catch (error) {
        throw sourceError('Gramine made no quote.', MANIFEST, error);
      }
    },
  };
}

/** Is this a process under Gramine that can attest? */
export const isGramine = (root = GRAMINE): Promise<boolean> =>
  access(join(root, 'quote')).then(
    () => true,
    () => false,
  );
