// What a page that expects one kind of machine would import: the whole appraisal, and the verifier and root of that TEE alone.
import { appraiseExpected, instant, noAnchors, openAmong, ordinaryPolicyOf, platformCrypto } from '@sealmark/verifier';
import { INTEL_SGX_ROOT } from '@sealmark/verifier/anchors/intel';
import { tdx } from '@sealmark/verifier/tees/tdx';

globalThis.appraised = (bytes, endorsements, reportData) =>
  appraiseExpected({
    opening: openAmong([tdx], { type: 'dcap-quote', bytes, parameters: {} }),
    endorsements,
    references: [],
    expected: { reportData, nonce: null },
    anchors: { ...noAnchors, intelSgxRoot: [INTEL_SGX_ROOT] },
    policy: ordinaryPolicyOf(tdx),
    now: instant(Date.now()),
    clockChanged: false,
    crypto: platformCrypto(crypto.subtle),
  });
