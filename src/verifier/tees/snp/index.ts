import type { Evidence } from '../../evidence.ts';
import { readAppConfigDocument } from '../../dstack/app-config.ts';
import { readComposeDocument } from '../../dstack/compose.ts';
import { unwrappedFor } from '../../dstack/versioned.ts';
import { defineTee, type Opened } from '../../tee.ts';
import { authenticate } from './authenticate.ts';
import { SNP_CHECKS, type SnpCheckId } from './checks.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../../protocol/media-types.ts';
import { readCertificates } from './documents.ts';
import { unwrap } from './envelope.ts';
import type { SnpNeed } from './needs.ts';
import { SNP_POLICY, type SnpPolicy } from './policy.ts';
import { lineOf, productLine } from './product.ts';
import { candidatesFor, missing, needs, type Sought } from './vek/choose.ts';

/** AMD SEV-SNP: reports signed by a chip's VCEK or a cloud provider's VLEK. */
export const snp = defineTee({
  id: 'snp',
  title: 'AMD SEV-SNP',
  accepts: ['snp-report', 'snp-extended-report'],
  recognises: () => true,
  checks: SNP_CHECKS,
  policy: SNP_POLICY,
  codeRegisters: [['MEASUREMENT']],
  open,
  documents: {
    [ENDORSEMENT_MEDIA_TYPE.snpCertificates]: readCertificates,
    [ENDORSEMENT_MEDIA_TYPE.dstackMrConfig]: readAppConfigDocument,
    [ENDORSEMENT_MEDIA_TYPE.dstackAppCompose]: readComposeDocument,
  },
});

function open(evidence: Evidence): Opened<SnpCheckId, SnpNeed, SnpPolicy> {
  const { bytes, endorsements: inside } = unwrappedFor(['snp'], evidence.bytes);
  const wrapped = unwrap({ ...evidence, bytes });
  const { cpuid, version } = wrapped.report;
  const sought: Sought = {
    wrapped,
    // Checked here rather than later: evidence of an unknown processor line cannot be read, which is different from forged.
    line: cpuid === undefined ? undefined : lineOf(cpuid),
    hint: productLine(evidence.parameters['productLine'] ?? ''),
  };
  const envelope = wrapped.envelope === '' ? '' : ` (${wrapped.envelope})`;
  return {
    format: `SEV-SNP report v${String(version)}${envelope}`,
    needs: (supplied) => needs(sought, supplied),
    missing: (supplied, now) => missing(sought, supplied, now),
    authenticate: (appraisal) =>
      authenticate(wrapped, candidatesFor(sought, appraisal.endorsements, appraisal.now), {
        ...appraisal,
        endorsements: [...inside, ...appraisal.endorsements],
      }),
  };
}
