import type { TestKey } from '../keys.ts';
/** Quotes, byte by byte; every field can be overridden, and every length can lie. */
type Bytes = Uint8Array<ArrayBuffer>;
export declare const u16: (value: number) => Bytes;
export declare const u32: (value: number) => Bytes;
/** Bytes that are recognisably none of a real machine's. */
export declare const filler: (seed: string, length: number) => Bytes;
export declare const QE_MRSIGNER: Bytes;
export type EnclaveFields = {
    readonly attributes: Uint8Array;
    readonly miscSelect: Uint8Array;
    readonly mrEnclave: Uint8Array;
    readonly mrSigner: Uint8Array;
    readonly isvProdId: number;
    readonly isvSvn: number;
    readonly configId: Uint8Array;
    readonly configSvn: number;
    readonly reportData: Uint8Array;
};
export declare const ENCLAVE: EnclaveFields;
/** The quoting enclave: INIT and PROVISION_KEY. */
export declare const QUOTING_ENCLAVE: (tee: "sgx" | "tdx") => EnclaveFields;
export declare const enclaveReport: (fields: EnclaveFields) => Bytes;
export type TdFields = {
    readonly teeTcbSvn: readonly number[];
    readonly mrSignerSeam: Uint8Array;
    readonly seamAttributes: Uint8Array;
    readonly tdAttributes: Uint8Array;
    readonly mrTd: Uint8Array;
    readonly mrConfigId: Uint8Array;
    readonly mrOwner: Uint8Array;
    readonly mrOwnerConfig: Uint8Array;
    readonly rtmrs: readonly Uint8Array[];
    readonly reportData: Uint8Array;
    readonly teeTcbSvn2: readonly number[];
    readonly mrServiceTd: Uint8Array;
};
/** Module version 1 with SVN 5, everything else at 5. */
export declare const CURRENT_TDX_SVN: readonly number[];
export declare const TD: TdFields;
export declare const TD_SIZES: {
    readonly '1.0': 584;
    readonly '1.5': 648;
    readonly '1.5-ex': 885;
};
export declare const tdReport: (fields: TdFields, kind: keyof typeof TD_SIZES) => Bytes;
export type QuoteFields = {
    readonly version: number;
    readonly keyType: number;
    readonly teeType: number;
    readonly vendor: Uint8Array;
    readonly body: Uint8Array;
    /** Version 5: type and size before the body; null leaves them out. */
    readonly named: {
        readonly type: number;
        readonly size: number;
    } | null;
    readonly attestationKey: TestKey;
    /** Public key in the quote, when it is not the one that signs. */
    readonly claimedKey: TestKey;
    readonly pckKey: TestKey;
    readonly qe: EnclaveFields;
    /** Replaces the digest that binds the attestation key. */
    readonly qeReportData: Uint8Array | null;
    readonly qeAuthenticationData: Uint8Array;
    readonly certification: {
        readonly type: number;
        readonly bytes: Uint8Array;
    };
    /** Version 4 and 5: the outer certification data type. */
    readonly outerType: number;
    /** Added to the real lengths, to make them lie. */
    readonly lies: {
        readonly section?: number;
        readonly outer?: number;
        readonly auth?: number;
        readonly certification?: number;
    };
    readonly trailing: Uint8Array;
};
/** The quote of these fields, signed where signatures belong. */
export declare function writeQuote(fields: QuoteFields): Bytes;
/** What all quotes of one version have in common; the certification data is the caller's. */
export declare function quoteFrame(version: 3 | 4 | 5, tee: 'sgx' | 'tdx', body: Uint8Array): Omit<QuoteFields, 'attestationKey' | 'claimedKey' | 'pckKey' | 'certification'>;
export {};
