import type { TestKey } from '../keys.ts';
/** Intel's signed tables, as plain objects that a test may change before they are signed. */
export type Dates = {
    readonly issueDate: string;
    readonly nextUpdate: string;
};
export type LevelFields = {
    readonly sgx: readonly number[];
    readonly pceSvn: number;
    readonly tdx?: readonly number[];
    readonly status: string;
    readonly date: string;
    readonly advisories?: readonly string[];
};
export declare function level({ sgx, pceSvn, tdx, status, date, advisories }: LevelFields): object;
/** A level in TCB info version 2. */
export declare function levelV2({ sgx, pceSvn, status, date }: LevelFields): object;
/** Current, and one that lacks patches. */
export declare const SGX_LEVELS: readonly LevelFields[];
export declare const TDX_LEVELS: readonly LevelFields[];
/** The members of a `tcbInfo`. */
export declare function tcbInfo(tee: 'sgx' | 'tdx', dates: Dates, changes?: object): object;
/** The members of an `enclaveIdentity`. */
export declare function qeIdentity(tee: 'sgx' | 'tdx', dates: Dates, changes?: object): object;
/** A signed document in Intel's envelope, in two parts: the signed text, and the signature in hex. */
export type SignedText = {
    readonly text: string;
    readonly signature: string;
};
/** Signs the object as compact JSON. */
export declare function signed(body: object, key: TestKey): SignedText;
