/** Predicate type of a statement (docs/AUDITS.md), and media types of DSSE payloads. */
export const PREDICATE_TYPE = 'https://sealmark.dev/attestation/tee-audit/v1';

/** `_type` of every statement (in-toto attestation framework, Statement v1). */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';

/** DSSE payload type of a statement. */
export const STATEMENT_MEDIA_TYPE = 'application/vnd.in-toto+json';

/** `type` of a list; a list of another type is refused (`Unsupported`). */
export const LIST_TYPE = 'tee-audit-list/v1';

/** DSSE payload type of a list. */
export const LIST_MEDIA_TYPE = 'application/vnd.sealmark.tee-audit-list.v1+json';

/** What a statement may assert; a closed set, so that no list can add meanings of its own (docs/AUDITS.md, “Properties”). */
export const PROPERTIES = [
  'TEE_SOURCE_REVIEWED',
  'TEE_BUILD_REPRODUCED',
  'TEE_VENDOR_RELEASE',
  'TEE_PENTESTED',
  'TEE_FORMALLY_VERIFIED',
  'TEE_OPERATIONS_REVIEWED',
  'TEE_BINDS_OWN_KEYS',
  'TEE_ENCRYPTS_INPUT',
  'TEE_KNOWN_VULNERABLE',
] as const;

/** One of those assertions. */
export type Property = (typeof PROPERTIES)[number];

/** Is it an assertion of the closed set? Others are ignored, never shown. */
export const isProperty = (text: string): text is Property => PROPERTIES.some((one) => one === text);

/** Inputs of the code that its measurement does not cover. */
export const UNCOVERED_INPUTS = [
  'host-chosen-configuration',
  'late-environment',
  'acpi-tables',
  'run-time-registers',
  'attached-devices',
  'other',
] as const;

/** One of those inputs. */
export type UncoveredInput = (typeof UNCOVERED_INPUTS)[number];

/**
 * Project Oak's numbered claim of the same meaning (project-oak/oak, docs/tr/claim), for properties that have one. Statements
 * repeat it for Oak's tools; only the property counts here.
 */
export const OAK_CLAIM: Readonly<Partial<Record<Property, string>>> = {
  TEE_BUILD_REPRODUCED: 'https://github.com/project-oak/oak/blob/main/docs/tr/claim/26208.md',
};

/** The kinds of TEE in statements. SGX enclave code is the same whoever signed its evidence: `sgx` covers `ias`. */
export const STATEMENT_TEES = ['sgx', 'tdx', 'snp', 'nitro', 'keystone', 'sanctum'] as const;

/** A TEE whose measurements a statement can be about. */
export type StatementTee = (typeof STATEMENT_TEES)[number];

/** The kind of TEE under which statements name code of this evidence; null for evidence that no statement can be about. */
export function statementTeeOf(tee: string): StatementTee | null {
  return STATEMENT_TEES.find((one) => one === (tee === 'ias' ? 'sgx' : tee)) ?? null;
}
