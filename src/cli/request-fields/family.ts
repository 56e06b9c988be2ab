import type { Anchors, AppraisalPolicy, Endorsement, EvidenceType, Json, JsonObject, Opening } from '../../verifier/index.ts';

/** What a caller at a terminal expects: exact register values, and the two fields that carry a binding or a nonce. */
export type Expected = {
  /** Register → the acceptable values, lowercase hex. */
  readonly registers: Readonly<Record<string, readonly string[]>>;
  readonly reportData: Uint8Array | null;
  readonly nonce: Uint8Array | null;
};

/** A field's value from the request, and its path there for error messages. */
export type Word = { readonly value: Json; readonly path: string };

/**
 * What one family of TEEs understands of a request (DESIGN §5): a table per part, from field to meaning. A field in no table of
 * the family is refused in `policy` and `expected`, because an ignored requirement is a check that silently passes.
 */
export type Family = {
  readonly evidence: readonly EvidenceType[];
  /** The fields of `evidence` besides `type` and `file`. */
  parameters(evidence: JsonObject): Promise<Readonly<Record<string, string>>>;
  readonly endorsements: Readonly<Record<string, (word: Word, opening: Opening) => Promise<readonly Endorsement[]>>>;
  /** Named anchors replace the pinned ones of the same kind; made by `testAnchor` in anchors.ts. */
  readonly anchors: Readonly<Record<string, (word: Word, pinned: Anchors) => Promise<Anchors>>>;
  /** Where the terminal's defaults differ from the shipped policy. */
  readonly terminalPolicy?: (shipped: AppraisalPolicy) => AppraisalPolicy;
  readonly policy: Readonly<Record<string, (word: Word, policy: AppraisalPolicy) => AppraisalPolicy>>;
  /**
   * @param tee id of the TEE that recognised the evidence, null when none did @param format what the evidence is
   * (`Opened.format`), null when it could not be read
   */
  readonly expected: Readonly<Record<string, (word: Word, tee: string | null, format: string | null) => Partial<Expected>>>;
};
