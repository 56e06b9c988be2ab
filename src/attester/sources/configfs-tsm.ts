import { constants } from 'node:fs';
import { access, mkdtemp, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvidenceType } from '../../verifier/index.ts';
import { AttesterError } from '../attester-error.ts';
import type { EvidenceSource, MadeEvidence } from '../source.ts';
import { isAbsent, sourceError } from './errors.ts';
import { readDevice, writeDevice } from './read-device.ts';

/** Where Linux keeps report requests (Documentation/ABI/testing/configfs-tsm-report, Linux 6.7). */
export const CONFIGFS_TSM = '/sys/kernel/config/tsm/report';

/** Where the kernel's report requests are, and at which privilege level a report is requested. */
export type ConfigfsTsmOptions = {
  /** The directory of report requests. */
  readonly root?: string;
  /** A report directory made for this service, if it may not create one itself; `sealmark` in `root` where that exists. */
  readonly directory?: string;
  /** SNP: the VMPL that the report names, 0 to 3; by default the lowest that the guest may request. */
  readonly privilegeLevel?: 0 | 1 | 2 | 3;
};

const ABSENT =
  'Use Linux 6.7 or later with CONFIG_TSM_REPORTS and the guest driver of the machine (tdx_guest, sev-guest); on Azure use azureVtpm().';

/** The formats of the kernel's providers. */
const EVIDENCE_OF: Readonly<Record<string, EvidenceType>> = { tdx_guest: 'dcap-quote', sev_guest: 'snp-report' };

/** TDX and SEV-SNP guests of Linux 6.7 and later: one interface for both. */
export function configfsTsm({ root = CONFIGFS_TSM, directory, privilegeLevel }: ConfigfsTsmOptions = {}): EvidenceSource {
  return {
    name: 'configfs-tsm',
    async make({ reportData }) {
      const lasting = directory ?? (await madeBefore(root));
      const at = lasting ?? (await ownDirectory(root));
      try {
        return await report(at, reportData, privilegeLevel);
      } catch (error) {
        throw sourceError('The kernel made no report.', `Look at the kernel’s log (dmesg) and at ${at}.`, error);
      } finally {
        // A leftover directory is a leftover report request; the kernel keeps only so many.
        if (lasting === null) await rmdir(at).catch(() => undefined);
      }
    },
  };
}

/** Does this kernel make reports? */
export const hasConfigfsTsm = (root = CONFIGFS_TSM): Promise<boolean> => exists(root);

const exists = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );

/** What the operator made for a service that may not make one itself (docs/operators/virtual-machines.md). */
async function madeBefore(root: string): Promise<string | null> {
  const directory = join(root, 'sealmark');
  return (await exists(directory)) ? directory : null;
}

async function ownDirectory(root: string): Promise<string> {
  try {
    return await mkdtemp(join(root, 'sealmark-'));
  } catch (error) {
    if (isAbsent(error)) throw new AttesterError('source', `${root} is not there.`, ABSENT, error);
    const forbidden = `Run as root, or make a report directory for the service's user: mkdir ${root}/sealmark && chown -R USER ${root}/sealmark.`;
    throw sourceError(`No report request can be made in ${root}.`, 'Look at the kernel’s log (dmesg).', error, forbidden);
  }
}

/**
 * Writes the report data and reads the report. Other writers to this directory raise `generation`: a report read then is
 * another's, and is requested again.
 */
async function report(directory: string, reportData: Uint8Array, privilegeLevel?: number): Promise<MadeEvidence> {
  const attribute = (name: string): string => join(directory, name);
  const text = async (name: string): Promise<string> =>
    Buffer.from(await readDevice(attribute(name)))
      .toString('latin1')
      .trim();
  const provider = await text('provider');
  // Under an SVSM the guest runs below level 0, and the kernel refuses a report that would name it.
  const level = privilegeLevel ?? (provider === 'sev_guest' ? await floorOf(directory) : 0);
  if (level > 0) await writeDevice(attribute('privlevel'), Buffer.from(String(level)));
  await writeDevice(attribute('inblob'), reportData);
  const before = await text('generation');
  const bytes = await readDevice(attribute('outblob'));
  const certificates = provider === 'sev_guest' ? await optional(attribute('auxblob')) : new Uint8Array();
  if ((await text('generation')) !== before)
    throw new AttesterError(
      'source-for-now',
      'Something else wrote into our report request.',
      `Give this service a report directory of its own.`,
    );
  const type = EVIDENCE_OF[provider];
  if (type === undefined)
    throw new AttesterError(
      'source',
      `Reports of ${provider} are not known here.`,
      'Use a TDX or SEV-SNP guest; for other TEEs name a source.',
    );
  // The host's certificate table follows the report (SNP_GET_EXT_REPORT); without one the report is alone.
  const evidence =
    certificates.length === 0
      ? { type, bytes, parameters: {} }
      : { type: 'snp-extended-report' as const, bytes: Uint8Array.from(Buffer.concat([bytes, certificates])), parameters: {} };
  return { evidence, endorsements: [] };
}

const floorOf = async (directory: string): Promise<number> =>
  Number(
    Buffer.from(await optional(join(directory, 'privlevel_floor')))
      .toString('latin1')
      .trim(),
  );

/** Hosts need not provide certificates, and older kernels have no such attribute. */
async function optional(path: string): Promise<Uint8Array> {
  try {
    return await readDevice(path);
  } catch (error) {
    if (isAbsent(error)) return new Uint8Array();
    throw error;
  }
}
