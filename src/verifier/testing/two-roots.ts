import { expect } from 'vitest';
import type { Anchor } from '../anchors/anchor.ts';
import type { AttestationResult } from '../result.ts';

/** For tests with two trusted roots: the release's, and a developer's (`testAnchor`). */
export const pinned = (certificate: Uint8Array): Anchor => ({ name: 'release', certificate, test: false });

/** Does the result say that it rests on a test root? */
export const marked = ({ simulated }: AttestationResult): boolean => simulated.length > 0;

/** Did all of these checks pass? */
export const passed = ({ findings }: AttestationResult, ...checks: readonly string[]): boolean =>
  checks.every((check) => findings.find((finding) => finding.check === check)?.outcome === 'pass');

/** Not a pass, or marked as simulated. */
export function expectNoUnmarkedPass(result: AttestationResult, ...checks: readonly string[]): void {
  expect([marked(result), passed(result, ...checks)]).not.toEqual([false, true]);
}
