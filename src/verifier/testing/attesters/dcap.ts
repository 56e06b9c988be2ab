import { ENDORSEMENT_MEDIA_TYPE } from '../../protocol/media-types.ts';
import { concat } from '../../bytes/equal.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { sha512 } from '@noble/hashes/sha2.js';
import { noAnchors, PROCESSOR_FAULTS, testAnchor, type Attested, type Attester, type AttestRequest } from '../attester.ts';
import { collateralOf, midnight, quoteOf, usualAuthorities, type Authorities, type CaseRequest } from '../intel/case.ts';
import { PLATFORM } from '../intel/pki.ts';
import { CURRENT_TDX_SVN, ENCLAVE, filler, TD } from '../intel/quote-writer.ts';
import { p256Key } from '../keys.ts';

const OUTDATED = { ...PLATFORM, components: PLATFORM.components.map(() => 4), pceSvn: 11 };
/** The offsets of MRENCLAVE and MRTD in quotes of version 3 and 4. */
const MEASUREMENT = { sgx: 48 + 64, tdx: 48 + 136 } as const;
const DEBUG_ENCLAVE = fromHex('0700000000000000e700000000000000', 'attributes');
const DEBUG_TD = fromHex('0100001000000000', 'TD attributes');

/** Certificates and collateral cost ten signatures and stay the same for a whole day. */
const kept = new Map<string, { readonly authorities: Authorities; readonly collateral: Uint8Array }>();

function platformFor(tee: 'sgx' | 'tdx', { now, fault }: AttestRequest) {
  const id = `${tee} ${midnight(now, 0)} ${fault ?? ''}`;
  const known = kept.get(id);
  if (known !== undefined) return known;
  const platform = fault === 'out-of-date' ? OUTDATED : PLATFORM;
  const authorities = usualAuthorities(platform, fault === 'wrong-root' ? 'somebody else’s root' : undefined);
  const past = { issueDate: midnight(now, -60), nextUpdate: midnight(now, -30) };
  const collateral = collateralOf(
    {
      tee,
      now,
      ...(fault === 'revoked' ? { pckCrl: { revoked: [authorities.pck.serial] } } : {}),
      ...(fault === 'expired' ? { tcbInfo: past, qeIdentity: past } : {}),
    },
    authorities,
  );
  const made = { authorities, collateral: new TextEncoder().encode(JSON.stringify(collateral)) };
  kept.set(id, made);
  return made;
}

/** What the fault changes in the quote; report data becomes a hash of something else, never zeros. */
function quoteRequest(tee: 'sgx' | 'tdx', { now, fault, ...asked }: AttestRequest, mrEnclave: Uint8Array): CaseRequest {
  const reportData = fault === 'wrong-report-data' ? sha512(concat(asked.reportData, asked.reportData)) : asked.reportData;
  const configId = fault === 'host-chosen' ? filler('host chose this', 64) : new Uint8Array(64);
  const outdated = CURRENT_TDX_SVN.map((svn, at) => (at === 1 ? svn : 2));
  return {
    tee,
    version: tee === 'sgx' ? 3 : 4,
    now,
    enclave: {
      reportData,
      configId,
      ...(fault === 'debug' ? { attributes: DEBUG_ENCLAVE } : {}),
      mrEnclave: fault === 'other-code' ? filler('other enclave', 32) : mrEnclave,
    },
    tdReport: {
      reportData,
      mrConfigId: configId.filter((_, at) => at < 48),
      ...(fault === 'debug' ? { tdAttributes: DEBUG_TD } : {}),
      ...(fault === 'other-code' ? { mrTd: filler('other firmware', 48) } : {}),
      ...(fault === 'out-of-date' ? { teeTcbSvn: outdated } : {}),
    },
    // Signs with another key while naming the one that the quoting enclave vouched for.
    ...(fault === 'wrong-key'
      ? { quote: { attestationKey: p256Key('stolen name'), claimedKey: p256Key('attestation key') } }
      : {}),
  };
}

function attest(tee: 'sgx' | 'tdx', request: AttestRequest, mrEnclave = ENCLAVE.mrEnclave): Attested {
  const { authorities, collateral } = platformFor(tee, request);
  const quote = quoteOf(quoteRequest(tee, request, mrEnclave), authorities);
  const at = MEASUREMENT[tee];
  const evidence =
    request.fault === 'tampered'
      ? quote.map((byte, index) => (index === at ? byte ^ 1 : byte))
      : request.fault === 'truncated'
        ? quote.filter((_, index) => index < quote.length - 1000)
        : quote;
  return {
    evidence,
    parameters: {},
    endorsements: [{ mediaType: ENDORSEMENT_MEDIA_TYPE.dcapCollateral, bytes: collateral }],
  };
}

const anchors = {
  ...noAnchors,
  intelSgxRoot: [testAnchor('simulated Intel SGX root', usualAuthorities().root.certificate)],
};

/** A simulated SGX enclave running code with this MRENCLAVE (32 bytes): quotes of version 3 under a test root. */
export const sgxAttesterOf = (mrEnclave: Uint8Array): Attester => ({
  tee: 'sgx',
  evidenceType: 'dcap-quote',
  faults: PROCESSOR_FAULTS,
  anchors,
  reference: { MRENCLAVE: toHex(mrEnclave) },
  attest: (request) => attest('sgx', request, mrEnclave),
});

/** The simulated SGX enclave for tests in which the code does not matter. */
export const sgxAttester: Attester = sgxAttesterOf(ENCLAVE.mrEnclave);

const [, rtmr1, rtmr2] = TD.rtmrs.map(toHex);

/** A simulated TDX virtual machine: quotes of version 4 under the same root. */
export const tdxAttester: Attester = {
  tee: 'tdx',
  evidenceType: 'dcap-quote',
  faults: PROCESSOR_FAULTS,
  anchors,
  reference: { MRTD: toHex(TD.mrTd), RTMR1: rtmr1 ?? '', RTMR2: rtmr2 ?? '' },
  attest: (request) => attest('tdx', request),
};
