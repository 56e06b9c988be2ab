import type { Anchors } from '../anchors/anchor.ts';
import { type AppraisalInput } from '../appraise.ts';
import type { Outcome } from '../check.ts';
import type { Endorsement } from '../endorsement.ts';
import type { Evidence } from '../evidence.ts';
import type { ReferenceValue } from '../reference.ts';
import type { AttestationResult } from '../result.ts';
import { type AppraisalPolicy } from '../tees.ts';
import type { Instant } from '../time.ts';
/** What a test wants to be judged; everything but evidence, anchors and time has a quiet default. */
export type JudgeRequest = {
    readonly evidence: Evidence;
    readonly anchors: Anchors;
    readonly now: Instant;
    readonly endorsements?: readonly Endorsement[];
    readonly references?: readonly ReferenceValue[];
    readonly policy?: AppraisalPolicy;
    readonly visit?: AppraisalInput['visit'];
};
/** WebCrypto that remembers, so that a thousand variations of one document cost its own signature each and no more. */
export declare const testCrypto: import("../index.ts").CryptoPort;
/** Appraises as the product does. */
export declare function judge({ endorsements, references, policy, visit, ...rest }: JudgeRequest): Promise<AttestationResult>;
/** The findings that are neither pass nor not-applicable, by check; without those that a test did not ask for. */
export declare function troubles({ findings }: AttestationResult, leaveOut?: readonly string[]): Readonly<Record<string, Outcome>>;
/** `because` or another fact of one finding. */
export declare function fact({ findings }: AttestationResult, check: string, name: string): string | number | boolean | undefined;
