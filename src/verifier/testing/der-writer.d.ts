/** A writer of DER (X.690), also of the wrong kind: every length and tag can be written as a test wants it. */
type Bytes = Uint8Array<ArrayBuffer>;
/** Minimal definite length octets. */
export declare function derLength(length: number): Bytes;
/** One element: tag, length, the contents one after the other. */
export declare function element(tag: number, ...contents: readonly Uint8Array[]): Bytes;
export declare const sequence: (...contents: readonly Uint8Array[]) => Bytes;
export declare const set: (...contents: readonly Uint8Array[]) => Bytes;
export declare const octetString: (content: Uint8Array) => Bytes;
export declare const bitString: (bits: Uint8Array, unused?: number) => Bytes;
export declare const boolean: (value: boolean) => Bytes;
export declare const nothing: () => Bytes;
export declare const utf8: (text: string) => Bytes;
export declare const printable: (text: string) => Bytes;
export declare const ia5: (text: string) => Bytes;
/** `[n] EXPLICIT`, or IMPLICIT over a constructed type. */
export declare const explicit: (n: number, ...contents: readonly Uint8Array[]) => Bytes;
/** `[n] IMPLICIT` over a primitive type. */
export declare const implicit: (n: number, content: Uint8Array) => Bytes;
/** A number, or magnitude bytes (big-endian), as a minimal INTEGER that is not negative. */
export declare function integer(value: number | bigint | Uint8Array, tag?: number): Bytes;
export declare const enumerated: (value: number) => Bytes;
/** Dotted OID. */
export declare function oid(dotted: string): Bytes;
/** RFC 3339 in UTC → UTCTime until 2049, else GeneralizedTime (RFC 5280 section 4.1.2.5). */
export declare function time(rfc3339: string): Bytes;
declare const ATTRIBUTE: {
    readonly CN: "2.5.4.3";
    readonly C: "2.5.4.6";
    readonly L: "2.5.4.7";
    readonly ST: "2.5.4.8";
    readonly O: "2.5.4.10";
    readonly OU: "2.5.4.11";
};
/** A Name: one attribute per relative distinguished name, in the order written. Countries are PrintableString. */
export declare function name(attributes: Readonly<Partial<Record<keyof typeof ATTRIBUTE, string>>>): Bytes;
/** PEM (RFC 7468), 64 characters a line, one block after the other. */
export declare function toPem(label: string, ...blocks: readonly Uint8Array[]): string;
export {};
