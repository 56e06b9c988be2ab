import { createHash } from 'node:crypto';
import { lengthPrefixed, type Binding, type KeyUse } from '../../src/verifier/protocol/binding.ts';
import type { Attested, Attester, Fault } from '../../src/verifier/testing/attester.ts';
import { attestGpu, type AttestedGpus, type GpuFault, type MachineSize } from '../../src/verifier/testing/nvidia/machine.ts';
import { instant } from '../../src/verifier/time.ts';

/** The CMW collection of DESIGN §4 as a site serves it: media type, base64url value, indicator of each member. */
export type SiteDocument = {
  readonly __cmwc_t: 'tag:sealmark.dev,2026:site-attestation#1';
  readonly evidence: CmwRecord;
  readonly binding?: CmwRecord;
  readonly endorsements?: CmwRecord;
  readonly execution?: CmwRecord;
  readonly registered?: CmwRecord;
  readonly accelerators?: CmwRecord;
  readonly 'accelerator-endorsements'?: CmwRecord;
};

export type SiteGpu = { readonly fault?: GpuFault; readonly named: boolean; readonly size?: MachineSize };

export type CmwRecord = readonly [mediaType: string, value: string, indicator: number];

export const DOCUMENT_TYPE = 'application/cmw+json';

const EVIDENCE = 4;
const ENDORSEMENTS = 2;

/** What one document is made from. */
export type Attestation = {
  readonly attester: Attester;
  readonly fault?: Fault;
  readonly binding: Binding;
  /** False leaves the endorsements to the visitor, who must then ask the manufacturer. */
  readonly sendEndorsements: boolean;
  /** Milliseconds since 1970, around which the endorsements are made. */
  readonly now: number;
  /** Where on a chain this enclave is said to have published a hash. */
  readonly execution?: { readonly block: number; readonly event: number } | undefined;
  /** The quote that stands on a chain. */
  readonly registered?: Uint8Array | undefined;
  /** The machine's GPU; `named` when the evidence commits to its report. */
  readonly gpu?: SiteGpu | undefined;
};

const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url');

/** The 64 bytes that stand in the evidence for this binding (DESIGN §4), computed with Node's own SHA-512. */
export function reportDataFor(binding: Binding): Uint8Array {
  const text = (word: string): Uint8Array => Buffer.from(word, 'ascii');
  const keys = binding.keys.flatMap(({ use, key }) => [text(use), key]);
  const fields = [text('sealmark-binding-1'), text(binding.origin), binding.nonce, ...keys];
  return createHash('sha512')
    .update(lengthPrefixed(...fields))
    .digest();
}

/** Evidence over this binding, fresh, and what travels with it. */
export function attest({ attester, fault, binding, now }: Attestation): Attested {
  const request = { reportData: reportDataFor(binding), nonce: binding.nonce, now: instant(now) };
  return attester.attest(fault === undefined ? request : { ...request, fault });
}

/** The whole document, ready to be written as JSON. */
export function siteDocument(whole: Attestation): SiteDocument {
  const gpus = gpusOf(whole);
  const attestation = whole.gpu?.named === true && gpus !== null ? naming(whole, gpus) : whole;
  const attested = attest(attestation);
  const [endorsements] = attestation.sendEndorsements ? attested.endorsements : [];
  return {
    __cmwc_t: 'tag:sealmark.dev,2026:site-attestation#1',
    evidence: [evidenceType(attestation.attester, attested), base64url(attested.evidence), EVIDENCE],
    binding: ['application/vnd.sealmark.binding+json', base64url(bindingJson(attestation.binding)), EVIDENCE],
    ...(endorsements === undefined
      ? {}
      : { endorsements: [endorsements.mediaType, base64url(endorsements.bytes), ENDORSEMENTS] }),
    ...onChain(attestation),
    ...(gpus === null
      ? {}
      : {
          accelerators: ['application/vnd.sealmark.nvidia-gpu-evidence', base64url(gpus.evidence), EVIDENCE],
          'accelerator-endorsements': [
            'application/vnd.sealmark.nvidia-gpu-endorsements+json',
            base64url(gpus.endorsements),
            ENDORSEMENTS,
          ],
        }),
  };
}

function gpusOf({ gpu, binding, now }: Attestation): AttestedGpus | null {
  if (gpu === undefined) return null;
  const request = { nonce: binding.nonce, now: instant(now) };
  return attestGpu({ ...request, ...gpu });
}

/** The guest commits to the very bytes of the reports, as to a key. */
function naming(attestation: Attestation, { evidence }: AttestedGpus): Attestation {
  const { binding } = attestation;
  const key = createHash('sha256').update(evidence).digest();
  return { ...attestation, binding: { ...binding, keys: [...binding.keys, { use: 'accelerators', key }] } };
}

/** What a site says of itself and a public chain. */
function onChain({ execution, registered }: Attestation): Pick<SiteDocument, 'execution' | 'registered'> {
  return {
    ...(execution === undefined
      ? {}
      : { execution: ['application/vnd.sealmark.execution+json', base64url(JSON.stringify(execution)), EVIDENCE] }),
    ...(registered === undefined ? {} : { registered: ['application/vnd.sealmark.dcap-quote', base64url(registered), EVIDENCE] }),
  };
}

/** Media type of the evidence, with what travels beside the bytes as its parameters. */
function evidenceType({ evidenceType: type }: Attester, { parameters }: Attested): string {
  const extra = Object.entries(parameters).map(([name, value]) => `; ${name}="${value}"`);
  return [`application/vnd.sealmark.${type}`, ...extra].join('');
}

const MEMBER = {
  tls: 'spki',
  'http-signature': 'spki',
  challenge: 'spki',
  registry: 'key',
  accelerators: 'sha256',
} as const satisfies Readonly<Record<KeyUse, string>>;

function bindingJson({ origin, nonce, keys }: Binding): string {
  return JSON.stringify({
    layout: 'sealmark-1',
    origin,
    nonce: base64url(nonce),
    keys: keys.map(({ use, key }) => ({ use, [MEMBER[use]]: base64url(key) })),
  });
}
