/**
 * Entry point for what a site serves: the attestation document, read and written here only (docs/PROTOCOL.md). Nothing here is
 * trusted; `appraise` verifies.
 */
export type { Adapter, AdapterReply, AdapterRequest, Asked, Reading, UnreadReason } from './adapter.ts';
export type { AdapterId } from './adapters.ts';
export { MARKERS, type Markers } from './adapters/markers.ts';
export { bindingDigest, committed, type AnyBinding, type Binding, type Committed } from './binding.ts';
export { readBinding, writeBinding } from './binding-json.ts';
export { canonicalOrigin } from './canonical-origin.ts';
export { challengeMessage } from './challenge.ts';
export { CMW_INDICATOR, readCmwRecord, type CmwRecord, type CmwRecordJson } from './cmw.ts';
export type { AttestedKey, Commitment, KeyUse } from './commitment.ts';
export { MAX_DOCUMENT_BYTES, NotOneEvidence, readDocument, type EndorsementDocument, type SiteDocument } from './document.ts';
export type { ExecutionPointer } from './execution.ts';
export type { BindingPart, EncryptionKey, Layout } from './layout.ts';
export { collateralOf, type IntelAnswer } from './intel-answers.ts';
export { LAYOUTS, type LayoutId } from './layouts.ts';
export { DOCUMENT_MEDIA_TYPE, ENDORSEMENT_MEDIA_TYPE, evidenceMediaType, evidenceTypeOf } from './media-types.ts';
export { endsInAny, type ConnectionEnd, type TlsKey } from './tls-key.ts';
export { ATTESTATION_PATH, attestationUrl } from './well-known.ts';
export {
  isConnectOrigin,
  MAX_SCRIPT_SOURCES,
  readPageLock,
  type ConnectOrigin,
  type PageLevel,
  type PageLock,
  type Relaxations,
} from './page-lock.ts';
export { digestField, readResponseSignatures, unsignedResponse, MAX_SIGNATURE_LIFE_S, type Unsigned } from './http-signature.ts';
export { pagePolicy, withoutSession, withSession } from './page-policy.ts';
export { isKey, isScriptSource, scriptSource, type ScriptSource, type ScriptSourceKind } from './script-source.ts';
export type { ResponseFields, SignedMessage } from './signed-components.ts';
export { writeDocument, type Collection } from './write-document.ts';
