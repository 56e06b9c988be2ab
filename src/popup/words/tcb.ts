import type { TcbPart, TcbStatusClaim, TcbStatus } from '../../verifier/index.ts';

/** Intel's words for a platform's patch level, in plain ones. */
export const TCB_WORDS = {
  UpToDate: 'Every fix the manufacturer asks for is installed.',
  SWHardeningNeeded:
    'The processor is patched. The code itself must avoid a known weakness, and only its reviewers can tell whether it does.',
  ConfigurationNeeded: 'The processor is patched, but a setting of the server leaves a known weakness open.',
  ConfigurationAndSWHardeningNeeded:
    'The processor is patched, but a setting of the server and the code itself must avoid known weaknesses.',
  OutOfDate: 'Fixes for known weaknesses are missing.',
  OutOfDateConfigurationNeeded: 'Fixes for known weaknesses are missing, and a setting leaves another weakness open.',
  TdRelaunchAdvised: 'The server was patched while this code was running. The code should be restarted.',
  TdRelaunchAdvisedConfigurationNeeded:
    'The server was patched while this code was running. The code should be restarted, and a setting leaves a weakness open.',
  Revoked: 'The manufacturer no longer stands behind this processor.',
} as const satisfies Readonly<Record<TcbStatus, string>>;

/** Parts that Intel's tables rate, in plain words next to Intel's own. */
export const TCB_PART_WORDS = {
  'sgx-components': 'the processor’s microcode and firmware (SGX TCB components)',
  pcesvn: 'Intel’s provisioning enclave (PCESVN)',
  'tdx-components': 'the firmware that TDX rests on (TDX TCB components)',
  'tdx-module': 'the TDX module',
  'quoting-enclave': 'Intel’s signing program (quoting enclave)',
} as const satisfies Readonly<Record<TcbPart, string>>;

/** Advisories as they are drawn: under which sentence, and which ones. */
export type AdvisoryGroup = { readonly about: string; readonly ids: readonly string[] };

/**
 * Which advisories are about weaknesses. Those that Intel names for a platform that needs no update (UpToDate), and ids that are
 * not security advisories (INTEL-DOC-…), are informational.
 */
export function advisoryGroups({ status, advisories }: TcbStatusClaim): readonly AdvisoryGroup[] {
  const isWeakness = (id: string): boolean => status !== 'UpToDate' && !/^INTEL-(?!SA-)/.test(id);
  const groups = [
    { about: 'Known weaknesses that apply to it, as the manufacturer numbers them:', ids: advisories.filter(isWeakness) },
    {
      about: 'What the manufacturer names for it, for information:',
      ids: advisories.filter((id) => !isWeakness(id)),
    },
  ];
  return groups.filter(({ ids }) => ids.length > 0);
}

/** Where Intel publishes an advisory; undefined for a text that is not an Intel advisory, which is then shown without a link. */
export function advisoryLink(id: string): string | undefined {
  if (!/^INTEL-SA-\d{5}$/.test(id)) return undefined;
  return `https://www.intel.com/content/www/us/en/security-center/advisory/${id.toLowerCase()}.html`;
}
