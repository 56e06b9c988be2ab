import { concat } from '../../verifier/index.ts';
import {
  collateralOf,
  ENDORSEMENT_MEDIA_TYPE,
  type EndorsementDocument,
  type IntelAnswer,
} from '../../verifier/protocol/index.ts';
import type { Capture, Response } from './capture.ts';

const INTEL = /(?:^|\.)trustedservices\.intel\.com$/;
const AMD = 'kdsintf.amd.com';

/** What manufacturers answered in a recording, as documents: no one else is asked. */
export function recordedEndorsements({ responses }: Capture): readonly EndorsementDocument[] {
  const good = responses.filter(({ reply }) => reply.status === 200);
  const intel = good.filter(({ url }) => INTEL.test(url.hostname));
  const amd = good.filter(({ url }) => url.hostname === AMD && !url.pathname.endsWith('/cert_chain'));
  return [
    // One document for each: a recording may hold the tables of several platforms.
    ...intel.map((answer) => ({ mediaType: ENDORSEMENT_MEDIA_TYPE.dcapCollateral, bytes: collateralOf([asIntels(answer)]) })),
    // Certificates and lists, DER, one after the other; the chain is pinned.
    ...(amd.length === 0
      ? []
      : [{ mediaType: ENDORSEMENT_MEDIA_TYPE.snpCertificates, bytes: concat(...amd.map(({ reply }) => reply.bytes)) }]),
  ];
}

const asIntels = (response: Response): IntelAnswer => ({
  url: response.url.href,
  header: (name) => response.header(name),
  bytes: response.reply.bytes,
});
