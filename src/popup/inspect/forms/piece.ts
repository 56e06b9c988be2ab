import type { EndorsementDocument } from '../../../verifier/protocol/index.ts';

/** Bytes that were found in an input, and how one gets to them. */
export type Piece = {
  readonly bytes: Uint8Array;
  /** What they were wrapped in, outermost first, in words for people. */
  readonly containers: readonly string[];
  /** Documents that stood next to them: endorsements, event logs. */
  readonly attached: readonly EndorsementDocument[];
  /** What travels with evidence of Intel's attestation service: signature and certificates. */
  readonly parameters: Readonly<Record<string, string>>;
  /**
   * 0 for what the input itself is about; 1 for what it shows of something else: the certificate of a service, the machines
   * behind it. Something else is evidence of the input only where there is nothing of rank 0.
   */
  readonly rank: 0 | 1;
};

/** What a wrapping held: the bytes, and what it is called; everything else is inherited where it is left out. */
export type Inner = { readonly bytes: Uint8Array; readonly name: string | null } & Partial<
  Pick<Piece, 'attached' | 'parameters' | 'rank'>
>;

/** A piece inside another one. */
export function inside(outer: Piece, { bytes, name, attached, parameters, rank }: Inner): Piece {
  return {
    bytes,
    containers: name === null ? outer.containers : [...outer.containers, name],
    attached: attached === undefined ? outer.attached : [...attached, ...outer.attached],
    parameters: parameters ?? outer.parameters,
    rank: rank === 1 ? 1 : outer.rank,
  };
}

/** The whole input. */
export const wholeInput = (bytes: Uint8Array): Piece => ({ bytes, containers: [], attached: [], parameters: {}, rank: 0 });
