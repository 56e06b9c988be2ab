import { readCollateralDocument } from '../../dcap/collateral-document.ts';
import { needsLeft, needsOf } from '../../dcap/needs.ts';
import type { DcapNeed } from '../../dcap/need.ts';
import { openQuote, type OpenedQuote } from '../../dcap/opened.ts';
import { ORDINARY_DCAP } from '../../dcap/policy.ts';
import { claimsTee } from '../../dcap/quote.ts';
import { readAppConfigDocument } from '../../dstack/app-config.ts';
import { readComposeDocument } from '../../dstack/compose.ts';
import { unwrappedFor } from '../../dstack/versioned.ts';
import { defineTee, type Opened } from '../../tee.ts';
import { authenticateAzure, authenticateBare, withoutQuote } from './authenticate-azure.ts';
import type { TdxAppraisal, TdxPolicy } from './authenticate.ts';
import { isAzureTd, readAzureTd } from './azure.ts';
import { TDX_CHECKS, type TdxCheckId } from './checks.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../../protocol/media-types.ts';
import { readEventLogDocument } from './event-log.ts';
import { readTdReport, type TdReport } from './td-report.ts';

/** The numbers under which dstack wraps TDX quotes. */
const VERSIONED = ['tdx', 'gcp-tdx'] as const;

const policy: TdxPolicy = { ...ORDINARY_DCAP, serviceTd: 'warn' };

const BODY: Readonly<Record<string, string>> = {
  'td-report-1.0': 'TD report 1.0',
  'td-report-1.5': 'TD report 1.5',
  'td-report-1.5-ex': 'TD report 1.5, extended',
};

/** Intel TDX virtual machines, attested by DCAP quotes of version 4 or 5. */
export const tdx = defineTee({
  id: 'tdx',
  title: 'Intel TDX',
  // Azure's paravisor wraps the reports of both kinds of machine in the same way.
  accepts: ['dcap-quote', 'snp-report'],
  recognises: ({ type, bytes }) =>
    isAzureTd(bytes) || (type === 'dcap-quote' && claimsTee(unwrappedFor(VERSIONED, bytes).bytes, 'tdx')),
  checks: TDX_CHECKS,
  policy,
  // MRTD is the firmware, RTMR1 the kernel and its boot loader, RTMR2 its command line and initial file system.
  codeRegisters: [['MRTD', 'RTMR1', 'RTMR2']],
  open: ({ bytes }) => (isAzureTd(bytes) ? openAzure(bytes) : openWrapped(bytes)),
  documents: {
    [ENDORSEMENT_MEDIA_TYPE.dcapCollateral]: readCollateralDocument,
    [ENDORSEMENT_MEDIA_TYPE.tdxEventLog]: readEventLogDocument,
    [ENDORSEMENT_MEDIA_TYPE.dstackMrConfig]: readAppConfigDocument,
    [ENDORSEMENT_MEDIA_TYPE.dstackAppCompose]: readComposeDocument,
  },
});

type OpenedTd = Opened<TdxCheckId, DcapNeed, TdxPolicy>;

function openWrapped(bytes: Uint8Array): OpenedTd {
  const { bytes: bare, endorsements: inside } = unwrappedFor(VERSIONED, bytes);
  return openWith(bare, '', (opened, report, appraisal) =>
    authenticateBare(opened, report, { ...appraisal, endorsements: [...inside, ...appraisal.endorsements] }),
  );
}

function openAzure(bytes: Uint8Array): OpenedTd {
  const azure = readAzureTd(bytes);
  if (azure.quote !== undefined)
    return openWith(azure.quote, ' (Azure paravisor report)', (opened, report, appraisal) =>
      authenticateAzure(azure, opened, report, appraisal),
    );
  // Nothing can be requested: the quote is missing, and only the machine itself can get it.
  const nothing = (): readonly DcapNeed[] => [];
  return {
    format: 'Azure paravisor report of a TDX machine, without its quote',
    needs: nothing,
    missing: nothing,
    authenticate: withoutQuote,
  };
}

function openWith(
  bytes: Uint8Array,
  envelope: string,
  authenticated: (opened: OpenedQuote, report: TdReport, appraisal: TdxAppraisal) => ReturnType<OpenedTd['authenticate']>,
): OpenedTd {
  const opened = openQuote(bytes);
  const { version, body } = opened.quote;
  const report = readTdReport(body);
  return {
    format: `TDX quote v${String(version)}, ${BODY[body.kind] ?? body.kind}${envelope}`,
    needs: (supplied) => needsOf('tdx', opened, supplied),
    missing: (supplied, now) => needsLeft('tdx', opened, supplied, now),
    authenticate: (appraisal) => authenticated(opened, report, appraisal),
  };
}
