/**
 * The door to the verifier: a pure function from evidence, endorsements, reference values, policy and time to an
 * attestation result. It does not fetch, store, log or read a clock. What a site serves has a door of its own,
 * `protocol/index.ts`, and so has what a public chain proves, `substrate/index.ts`.
 */
export { appraiseAccelerators, type AcceleratorLevel, type Accelerators } from './accelerators.ts';
export type { Anchor, Anchors, AmdAnchors, AmdProductLine } from './anchors/anchor.ts';
export { noAnchors } from './anchors/anchor.ts';
export { pinnedAnchors } from './anchors/pinned.ts';
export { appraise, type AppraisalInput } from './appraise.ts';
export { appraiseExpected, type EvidenceInput } from './appraise-evidence.ts';
export { fromBase64, fromBase64Url, toBase64, toBase64Url } from './bytes/base64.ts';
export { concat, equalBytes } from './bytes/equal.ts';
export { traceReads, type FieldRead } from './bytes/reader.ts';
export { fromHex, toHex, type Hex } from './bytes/hex.ts';
export { toAscii } from './bytes/text.ts';
export { boundedFacts } from './facts.ts';
export type { Aspect, Check, Facts, Finding, Outcome, Tier } from './check.ts';
export { ASPECTS, tierOf, worse } from './check.ts';
export { catalogueOf } from './catalogue.ts';
export { endorsementsIn, endorsementsInAll } from './endorsements-in.ts';
export { COMMON_CHECKS, type CommonCheckId } from './checks.ts';
export { TCB_PARTS, type Claims, type Measurement, type TcbPart, type TcbStatusClaim, type TcbStatus } from './claims.ts';
export type { CryptoPort, SignatureAlgorithm } from './crypto/port.ts';
export { exactMemory, type ExactMemory } from './crypto/exact-memory.ts';
export { memoised, type SignatureMemory } from './crypto/memoised.ts';
export { platformCrypto, type Subtle } from './crypto/platform.ts';
export { copyOfQuestion, digestOfQuestion, tagOfQuestion, type SignatureQuestion } from './crypto/question.ts';
export { webCrypto } from './crypto/webcrypto.ts';
export { suppliedBy, needKey, type Endorsement, type SuppliedEndorsement, type Giver, type Need } from './endorsement.ts';
export { readCbor } from './encoding/cbor.ts';
export { CborArray, CborMap, type Cbor } from './encoding/cbor-value.ts';
export { versionedIn } from './dstack/versioned.ts';
export { fromPem } from './encoding/pem.ts';
export { constructedTag, DerReader, TAG } from './encoding/der.ts';
export { parseJson, parseJsonObject } from './encoding/json.ts';
export { JsonArray, JsonObject, type Json } from './encoding/json-value.ts';
export { ACCELERATOR_EVIDENCE, EVIDENCE_TYPES, type Evidence, type EvidenceType } from './evidence.ts';
export { Malformed, unlessMalformed } from './malformed.ts';
export { anyTees, open } from './open.ts';
export { openAmong, type Opening } from './opening.ts';
export { ordinaryPolicyOf, type CommonPolicy } from './policy.ts';
export { RELEASE } from './release.ts';
export type { ReferenceValue, ReferenceValues, Voucher } from './reference.ts';
export type { AttestationResult, TrustVector } from './result.ts';
export type {
  ChannelObservation,
  Expectation,
  ScriptsObservation,
  Session,
  SignedResponse,
  UnguardedReason,
  UnobservedReason,
} from './session.ts';
export type { ResponseSigned } from './signed-response.ts';
export { ORDINARY_POLICY, type AnyNeed, type AnyTee, type AppraisalPolicy, type CheckId, type TeeId } from './tees.ts';
// Each TEE's questions by themselves: a page that explains one result does not load the verifiers.
export { NITRO_CHECKS } from './tees/nitro/checks.ts';
export { NVIDIA_GPU_CHECKS } from './tees/nvidia-gpu/checks.ts';
export { looksLikeOcsp, readPart as readNvidiaPart } from './tees/nvidia-gpu/need.ts';
export { KEYSTONE_CHECKS } from './tees/keystone/checks.ts';
export { SANCTUM_CHECKS } from './tees/sanctum/checks.ts';
export { IAS_CHECKS } from './tees/ias/checks.ts';
export { SGX_CHECKS } from './tees/sgx/checks.ts';
export { isAzureTd } from './tees/tdx/azure.ts';
export { isCcel } from './tees/tdx/ccel.ts';
export { TDX_CHECKS } from './tees/tdx/checks.ts';
export { SNP_CHECKS } from './tees/snp/checks.ts';
export { readTlsLeaf } from './x509/tls-leaf.ts';
export { instant, parseRfc3339, toRfc3339, type Instant } from './time.ts';
