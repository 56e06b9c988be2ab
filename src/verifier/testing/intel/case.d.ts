import type { Anchors } from '../../anchors/anchor.ts';
import { type Instant } from '../../time.ts';
import { type Issued, type RevocationRequest } from '../authority.ts';
import { type TestKey } from '../keys.ts';
import { type PlatformFields } from './pki.ts';
import { type EnclaveFields, type QuoteFields, type TdFields } from './quote-writer.ts';
/** Who vouches for the platform; each may be another than usual. */
export type Authorities = {
    readonly root: Issued;
    readonly ca: Issued;
    readonly pck: Issued;
    /** Signs TCB info and QE identity. */
    readonly signer: Issued;
};
/** One good case, and what is different about it. Nothing said: SGX, version 3, all good. */
export type CaseRequest = {
    readonly tee?: 'sgx' | 'tdx';
    readonly version?: 3 | 4 | 5;
    readonly td?: '1.0' | '1.5' | '1.5-ex';
    readonly now: Instant;
    readonly platform?: Partial<PlatformFields>;
    readonly authorities?: (usual: Authorities) => Authorities;
    /** The root that is believed; the one of the authorities when left out. */
    readonly anchor?: Issued;
    readonly enclave?: Partial<EnclaveFields>;
    readonly tdReport?: Partial<TdFields>;
    readonly quote?: Partial<QuoteFields>;
    /** The PCK chain in the quote, in place of leaf, CA, root. */
    readonly pckChain?: (usual: readonly Uint8Array[]) => readonly Uint8Array[];
    /** Members of the signed objects that differ, or are added. */
    readonly tcbInfo?: object;
    readonly qeIdentity?: object;
    readonly rootCrl?: Partial<RevocationRequest>;
    readonly pckCrl?: Partial<RevocationRequest>;
    /** Last word over the collateral document. */
    readonly document?: (usual: Readonly<Record<string, string>>) => Readonly<Record<string, unknown>>;
};
export type Case = {
    readonly evidence: Uint8Array;
    /** `application/vnd.sealmark.dcap-collateral+json` */
    readonly collateral: Uint8Array;
    readonly anchors: Anchors;
    readonly authorities: Authorities;
};
/** Midnight (UTC) `days` from the day of `now`, so that everything made on one day has the same dates. */
export declare function midnight(now: Instant, days: number): string;
export declare function usualAuthorities(platform?: PlatformFields, seed?: string): Authorities;
export declare const ATTESTATION_KEY: TestKey;
/** The authorities' certificates as quotes carry them: leaf, CA, root, with a NUL at the end. */
export declare const pckChainPem: (...chain: readonly Uint8Array[]) => Uint8Array;
export declare function makeCase(request: CaseRequest): Case;
/** The quote alone; cheap, because it is all that has to be made per request. */
export declare function quoteOf(request: CaseRequest, { pck, ca, root }: Authorities): Uint8Array;
/** The collateral document's members. */
export declare function collateralOf(request: CaseRequest, { root, ca, signer }: Authorities): Readonly<Record<string, unknown>>;
