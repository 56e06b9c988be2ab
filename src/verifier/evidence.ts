/** What a site can serve; the media type is `application/vnd.sealmark.<type>` (DESIGN §4). */
export const EVIDENCE_TYPES = [
  'dcap-quote',
  'ias-report',
  'snp-report',
  'snp-extended-report',
  'nitro-document',
  'keystone-report',
  'keystone-report-json',
  'sanctum-chain',
] as const;

export type EvidenceType = (typeof EVIDENCE_TYPES)[number];

/** Evidence as received: bytes nobody has believed yet. */
export type Evidence = {
  readonly type: EvidenceType;
  readonly bytes: Uint8Array;
  /** What travels beside the bytes and is as hostile as they are: the IAS signature header, an SNP product line hint. */
  readonly parameters: Readonly<Record<string, string>>;
};
