import type { Anchors, AppraisalPolicy, Endorsement, EvidenceType, Json, JsonObject, Opening } from '../../verifier/index.ts';

/** What a caller at a terminal expects: exact register values, and the two slots that carry a binding or a nonce. */
export type Expected = {
  /** Register → the values of which one must stand there, lowercase hex. */
  readonly registers: Readonly<Record<string, readonly string[]>>;
  readonly reportData: Uint8Array | null;
  readonly nonce: Uint8Array | null;
};

/** A word's value as it stands in the request, and its path there for error messages. */
export type Word = { readonly value: Json; readonly path: string };

/**
 * What one family of TEEs understands of a request (DESIGN §5): a table per part, from word to what it means. A word
 * that no table of the family holds is refused in `policy` and `expected`, because a demand that is ignored is a
 * check that silently passes.
 */
export type Family = {
  readonly evidence: readonly EvidenceType[];
  /** The fields of `evidence` beside `type` and `file`. */
  parameters(evidence: JsonObject): Promise<Readonly<Record<string, string>>>;
  readonly endorsements: Readonly<Record<string, (word: Word, opening: Opening) => Promise<readonly Endorsement[]>>>;
  /** Anchors that are named replace the pinned ones of the same kind; made by `testAnchor` in anchors.ts. */
  readonly anchors: Readonly<Record<string, (word: Word, pinned: Anchors) => Promise<Anchors>>>;
  /** Where the terminal's default differs from the shipped policy. */
  readonly terminalPolicy?: (shipped: AppraisalPolicy) => AppraisalPolicy;
  readonly policy: Readonly<Record<string, (word: Word, policy: AppraisalPolicy) => AppraisalPolicy>>;
  /**
   * @param tee id of the TEE that recognised the evidence, null when none did
   * @param format what the evidence is (`Opened.format`), null when it could not be read
   */
  readonly expected: Readonly<Record<string, (word: Word, tee: string | null, format: string | null) => Partial<Expected>>>;
};
