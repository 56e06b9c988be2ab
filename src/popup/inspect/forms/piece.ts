import type { EndorsementDocument } from '../../../verifier/protocol/index.ts';

/** Bytes that were found in an input, and how to get to them. */
export type Piece = {
  readonly bytes: Uint8Array;
  /** Their wrappings, outermost first, in words for people. */
  readonly containers: readonly string[];
  /** Documents found next to them: endorsements, event logs. */
  readonly attached: readonly EndorsementDocument[];
  /** What accompanies evidence of Intel's attestation service: signature and certificates. */
  readonly parameters: Readonly<Record<string, string>>;
  /**
   * 0 for the subject of the input; 1 for something else that it shows: a service's certificate, the machines behind it. Such
   * evidence counts only where there is nothing of rank 0.
   */
  readonly rank: 0 | 1;
};

/** The content of a wrapping: the bytes and their name; everything else is inherited by default. */
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
