import { access } from 'node:fs/promises';
import { AttesterError } from '../attester-error.ts';
import type { EvidenceSource } from '../source.ts';
import { azureVtpm, hasAzureVtpm } from './azure-vtpm.ts';
import { configfsTsm, hasConfigfsTsm } from './configfs-tsm.ts';
import { dstack, isDstack } from './dstack.ts';
import { gramine, isGramine } from './gramine.ts';
import { hasNsm, nitro } from './nitro.ts';

/** Where platforms are looked for, in this order: a container or enclave first, then the machine that it may run on. */
const PLATFORMS: readonly { readonly isHere: () => Promise<boolean>; readonly source: () => EvidenceSource }[] = [
  { isHere: () => isGramine(), source: () => gramine() },
  { isHere: () => isDstack(), source: () => dstack() },
  { isHere: () => hasNsm(), source: () => nitro() },
  { isHere: () => hasAzureVtpm(), source: () => azureVtpm() },
  { isHere: () => hasConfigfsTsm(), source: () => configfsTsm() },
];

/** Google's Confidential Space issues tokens signed by Google: a third party's statement, not evidence of the hardware. */
const CONFIDENTIAL_SPACE = '/run/container_launcher/teeserver.sock';

/** The platform that this process runs on. @throws AttesterError if there is none that can be used */
export async function auto(platforms = PLATFORMS): Promise<EvidenceSource> {
  for (const { isHere, source } of platforms) if (await isHere()) return source();
  const isSpace = await access(CONFIDENTIAL_SPACE).then(
    () => true,
    () => false,
  );
  if (isSpace)
    throw new AttesterError(
      'no-source',
      'Confidential Space gives tokens that Google signs, and no evidence of the hardware.',
      'Run the container in a Confidential VM of your own, where the kernel makes reports.',
    );
  throw new AttesterError(
    'no-source',
    'Nothing on this machine makes evidence: no configfs-tsm, no Gramine, no dstack socket, no Nitro helper, no virtual TPM of Azure’s.',
    'Run inside a confidential machine, or name a program as its source: command([…]).',
  );
}
