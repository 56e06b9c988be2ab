import type { TcbStatus } from '../../verifier/index.ts';

/** Intel's words for a platform's patch level, in plain ones. */
export const TCB_WORDS = {
  UpToDate: 'Every fix that the manufacturer asks for is installed.',
  SWHardeningNeeded:
    'The processor is patched; the code itself must avoid a known weakness, and only its reviewers can tell whether it does.',
  ConfigurationNeeded: 'The processor is patched, but a setting of the machine leaves a known weakness open.',
  ConfigurationAndSWHardeningNeeded:
    'The processor is patched, but a setting of the machine and the code itself must avoid known weaknesses.',
  OutOfDate: 'Fixes for known weaknesses are not installed.',
  OutOfDateConfigurationNeeded: 'Fixes for known weaknesses are not installed, and a setting leaves another one open.',
  TdRelaunchAdvised: 'The machine was patched while this code was running; it should be started again.',
  TdRelaunchAdvisedConfigurationNeeded:
    'The machine was patched while this code was running and should be started again; a setting leaves a weakness open.',
  Revoked: 'The manufacturer no longer stands behind this processor.',
} as const satisfies Readonly<Record<TcbStatus, string>>;

/** Where Intel publishes an advisory; undefined for a text that is no Intel advisory, which is then shown without a link. */
export function advisoryLink(id: string): string | undefined {
  if (!/^INTEL-SA-\d{5}$/.test(id)) return undefined;
  return `https://www.intel.com/content/www/us/en/security-center/advisory/${id.toLowerCase()}.html`;
}
