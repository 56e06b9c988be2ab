/**
 * Entry point of the attester kit: what a service in a TEE needs so that browsers can check it. The verifier reads and writes the
 * format (`verifier/protocol`), and appraises all evidence.
 */
export { attester, type Attester } from './attester.ts';
export { AttesterError, type AttesterErrorCode } from './attester-error.ts';
export type { EndorsementsOption } from './endorsements/stapler.ts';
export type { AttesterOptions, FreshnessOption } from './options.ts';
export type { Blocked, BlockedKind, ServedPage } from './locked-pages/blocked-kinds.ts';
export { blockedOn, filesOf } from './locked-pages/blocked.ts';
export {
  buildAsLocked,
  lockedBuild,
  type BuildAsLocked,
  type LockedBuild,
  type LockedBuildOptions,
} from './locked-pages/locked-build.ts';
export {
  signedScripts,
  type SignedScript,
  type SignedScripts,
  type SignedScriptsOptions,
} from './locked-pages/signed-scripts.ts';
export { integrityOf, pageLock, type PageLockOptions } from './page-lock.ts';
export type { Quote } from './quoter.ts';
export { responseSigner, type ResponseSigner, type ResponseToSign, type SignerOptions } from './signed-responses.ts';
export type { EvidenceRequest, EvidenceSource, MadeEvidence } from './source.ts';
export { auto } from './sources/auto.ts';
export { azureVtpm, type AzureVtpmOptions } from './sources/azure-vtpm.ts';
export { command, type CommandOptions } from './sources/command.ts';
export { configfsTsm, type ConfigfsTsmOptions } from './sources/configfs-tsm.ts';
export { dstack } from './sources/dstack.ts';
export { gramine } from './sources/gramine.ts';
export { nitro } from './sources/nitro.ts';
export type { TlsOption } from './tls-keys.ts';
