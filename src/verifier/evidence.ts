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
  'nvidia-gpu-evidence',
] as const;

/** Evidence of devices that a machine may have next to its processor: by itself it says nothing about a service. */
export const ACCELERATOR_EVIDENCE = ['nvidia-gpu-evidence'] as const satisfies readonly (typeof EVIDENCE_TYPES)[number][];

/** One of those types. */
export type EvidenceType = (typeof EVIDENCE_TYPES)[number];

/** Evidence as received: unverified bytes. */
export type Evidence = {
  readonly type: EvidenceType;
  readonly bytes: Uint8Array;
  /** What is sent with the bytes and is just as hostile: the IAS signature header, an SNP product line hint. */
  readonly parameters: Readonly<Record<string, string>>;
};
