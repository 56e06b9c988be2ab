import type { Evidence } from '../evidence.ts';
import type { AttestationResult } from '../result.ts';
import { instant, parseRfc3339, type Instant } from '../time.ts';
import { noAnchors, testAnchor } from './attester.ts';
import { appraiseCase, type AppraisalRequest } from './appraise-case.ts';
import { nitroChain, nitroDocument, type NitroDocumentRequest } from './nitro-document.ts';

/** Nitro documents made and appraised at one fixed time, under one test root. */
export const now = parseRfc3339('2026-06-01T12:00:00Z', 'now');

/** So many minutes after the documents were made; negative for before. */
export const minutes = (count: number): Instant => instant(now + 60_000 * count);

/** The test root of these documents, and no other root. */
export const anchors = { ...noAnchors, awsNitroRoot: [testAnchor('test root', nitroChain({ now }).root.certificate)] };

/** A document as a site would send it. */
export const evidenceOf = (bytes: Uint8Array): Evidence => ({ type: 'nitro-document', bytes, parameters: {} });

/** What differs from a good document; its time is fixed here. */
export type Change = Omit<NitroDocumentRequest, 'now'>;

/** A good document with these changes, appraised with those. */
export function appraised(change: Change = {}, request: Partial<AppraisalRequest> = {}): Promise<AttestationResult> {
  return appraiseCase({ evidence: evidenceOf(nitroDocument({ now, ...change })), anchors, now, ...request });
}

/** These registers, all zero. */
export function zeros(...indices: readonly number[]): Readonly<Record<number, Uint8Array>> {
  return Object.fromEntries(indices.map((index) => [index, new Uint8Array(48)]));
}
