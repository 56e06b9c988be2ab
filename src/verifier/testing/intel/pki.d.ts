import { type CertificateRequest, type ExtensionField, type Issued } from '../authority.ts';
import { type TestKey } from '../keys.ts';
/** Certificates as Intel's profile has them, under a root of ours. */
/** Intel's naming: the common name first, then the company. */
export declare const intelName: (commonName: string) => Uint8Array;
type Overrides = Partial<CertificateRequest>;
export declare const intelRoot: (seed?: string, overrides?: Overrides) => Issued;
export declare const pckCa: (root: Issued, which?: "Platform" | "Processor", overrides?: Overrides) => Issued;
export declare const tcbSigner: (root: Issued, overrides?: Overrides, signWith?: TestKey) => Issued;
/** What the SGX extension of a PCK certificate says. */
export type PlatformFields = {
    readonly ppid: string;
    readonly components: readonly number[];
    readonly pceSvn: number;
    readonly pceId: string;
    readonly fmspc: string;
    readonly sgxType: number;
    /** With a platform instance and configuration, as the Platform CA issues them. */
    readonly multiPackage: boolean;
};
export declare const PLATFORM: PlatformFields;
/** One `SEQUENCE { OID, value }` under the SGX arc. */
export declare const sgxEntry: (arc: string, value: Uint8Array) => Uint8Array;
/** The entries of the SGX extension, so that a test may leave out, repeat or reorder them. */
export declare function sgxEntries({ ppid, components, pceSvn, pceId, fmspc, sgxType, multiPackage }: PlatformFields): Uint8Array[];
export declare const sgxExtension: (entries: readonly Uint8Array[]) => ExtensionField;
export declare const pckLeaf: (ca: Issued, platform?: PlatformFields, overrides?: Overrides, signWith?: TestKey) => Issued;
export {};
