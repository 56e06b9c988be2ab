import { guestData, isOfReport } from '../../azure/bound-data.ts';
import { LEFT_TO_SOFTWARE, PARAVISOR_PCRS, pcrRegisters } from '../../azure/registers.ts';
import { quoteHolds } from '../../azure/tpm-quote.ts';
import { isSet, type Claims } from '../../claims.ts';
import type { OpenedQuote } from '../../dcap/opened.ts';
import { authenticate, type TdxAppraisal } from './authenticate.ts';
import type { AzureTd } from './azure.ts';
import type { TdReport } from './td-report.ts';

/** Step 13: the machine's own report says nothing to anyone else. */
export function withoutQuote({ ledger }: TdxAppraisal): Promise<null> {
  ledger.answer('tdx.paravisor.runtime-data', 'unknown', { because: 'no-quote' });
  return Promise.resolve(null);
}

/** A quote without any wrapping. */
export function authenticateBare(opened: OpenedQuote, report: TdReport, appraisal: TdxAppraisal): Promise<Claims | null> {
  for (const check of ['tdx.paravisor.runtime-data', 'tdx.vtpm.quote'] as const) appraisal.ledger.answer(check, 'not-applicable');
  return authenticate(opened, report, appraisal);
}

/**
 * Step 13: what Azure's paravisor and its TPM put around the quote belongs to them; it contains what the guest says about itself.
 */
export async function authenticateAzure(
  azure: AzureTd,
  opened: OpenedQuote,
  report: TdReport,
  appraisal: TdxAppraisal,
): Promise<Claims | null> {
  const { ledger, crypto } = appraisal;
  const { paravisor, tpmQuote } = azure;
  const claims = await authenticate(opened, report, appraisal);
  const same = await isOfReport(paravisor, report.reportData, crypto);
  ledger.require('tdx.paravisor.runtime-data', same);
  const key = paravisor.attestationKey;
  const signed = tpmQuote === undefined || (key !== undefined && (await quoteHolds(tpmQuote, key, crypto)));
  if (tpmQuote === undefined) ledger.answer('tdx.vtpm.quote', 'not-applicable');
  else ledger.require('tdx.vtpm.quote', signed, { because: key === undefined ? 'no-attestation-key' : 'signature-or-registers' });
  if (claims === null || !same || !signed) return null;
  return behindParavisor(claims, azure, await guestData(paravisor, tpmQuote, crypto));
}

function behindParavisor(claims: Claims, { tpmQuote }: AzureTd, reportData: Claims['reportData']): Claims {
  const pcrs = tpmQuote?.pcrs ?? [];
  const loaded = pcrRegisters(pcrs.filter(({ index }) => LEFT_TO_SOFTWARE.includes(index)));
  return {
    ...claims,
    measurements: [...claims.measurements, ...pcrRegisters(pcrs)],
    runTime: [...claims.runTime, ...loaded.filter(isSet)],
    codeRegisters: [['MRTD', ...PARAVISOR_PCRS]],
    reportData,
  };
}
