import { toHex } from '../../bytes/hex.ts';
import { toAscii } from '../../bytes/text.ts';
import type { Claims } from '../../claims.ts';
import { enclaveRegisters } from '../../dcap/claims.ts';
import { readEnclaveAttributes } from '../../dcap/enclave-attributes.ts';
import { toRfc3339 } from '../../time.ts';
import type { IasReport } from './report.ts';

/** An authenticated report, normalised. */
export function claimsOf({
  version,
  timestamp,
  status,
  quote,
  nonce,
  advisories,
  evaluationDataNumber,
  details,
}: IasReport): Claims {
  const { report } = quote;
  const attributes = readEnclaveAttributes(report.attributes);
  return {
    ...enclaveRegisters(report),
    reportData: toHex(report.reportData),
    nonce: nonce === undefined ? null : toHex(toAscii(nonce, 'report.nonce')),
    debug: attributes.debug,
    tcb: { quoteStatus: status, advisories, ...(evaluationDataNumber === undefined ? {} : { evaluationDataNumber }) },
    madeAt: toRfc3339(timestamp),
    details: {
      ...(version === undefined ? {} : { 'report version': version }),
      ISVPRODID: report.isvProdId,
      ISVSVN: report.isvSvn,
      INIT: attributes.initialised,
      PROVISION_KEY: attributes.provisionKey,
      ATTRIBUTES: toHex(report.attributes),
      CPUSVN: toHex(report.cpuSvn),
      'EPID group': quote.groupId,
      linkable: quote.linkable,
      'QE SVN': quote.qeSvn,
      'PCE SVN': quote.pceSvn,
      ...details,
    },
  };
}
