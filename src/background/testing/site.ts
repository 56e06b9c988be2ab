import { createHash } from 'node:crypto';
import { toBase64Url, type Binding, instant } from '../../verifier/index.ts';
import { lengthPrefixed } from '../../verifier/protocol/binding.ts';
import type { Attester, Fault } from '../../verifier/testing/attester.ts';
import { sgxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { attestGpu, type GpuFault, type MachineSize } from '../../verifier/testing/nvidia/machine.ts';
import type { TestKey } from '../../verifier/testing/keys.ts';

export type SiteResponse = {
  readonly origin: string;
  readonly nonce: Uint8Array;
  /** The keys that the evidence names for TLS. */
  readonly keys: readonly TestKey[];
  /** Milliseconds since 1970, around which the endorsements are made. */
  readonly now: number;
  readonly attester?: Attester;
  readonly fault?: Fault;
  /** False leaves the endorsements out. */
  readonly endorsements?: boolean;
  /** The machine's GPU; `named` when the evidence commits to its report. */
  readonly gpu?: { readonly fault?: GpuFault; readonly named: boolean; readonly size?: MachineSize };
};

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

function reportData({ origin, nonce, keys }: Binding): Uint8Array {
  const fields = [text('sealmark-binding-1'), text(origin), nonce, ...keys.flatMap(({ use, key }) => [text(use), key])];
  return createHash('sha512')
    .update(lengthPrefixed(...fields))
    .digest();
}

/** A whole attestation document, as a simulated platform's site would serve it. */
export function documentAnswer({ attester = sgxAttester, fault, endorsements = true, gpu, ...asked }: SiteResponse): Uint8Array {
  const { named: isNamed = false, ...how } = gpu ?? {};
  const gpus = gpu && attestGpu({ nonce: asked.nonce, now: instant(asked.now), ...how });
  const named = isNamed && gpus ? [createHash('sha256').update(gpus.evidence).digest()] : [];
  const binding: Binding = {
    origin: asked.origin,
    nonce: asked.nonce,
    keys: [
      ...asked.keys.map(({ spki }) => ({ use: 'tls', key: spki }) as const),
      ...named.map((key) => ({ use: 'accelerators', key }) as const),
    ],
  };
  const request = { reportData: reportData(binding), nonce: asked.nonce, now: instant(asked.now) };
  const attested = attester.attest(fault === undefined ? request : { ...request, fault });
  const json = {
    layout: 'sealmark-1',
    origin: binding.origin,
    nonce: toBase64Url(binding.nonce),
    keys: binding.keys.map(({ use, key }) => ({ use, [use === 'accelerators' ? 'sha256' : 'spki']: toBase64Url(key) })),
  };
  const [sent] = endorsements ? attested.endorsements : [];
  return text(
    JSON.stringify({
      __cmwc_t: 'tag:sealmark.dev,2026:site-attestation#1',
      evidence: [`application/vnd.sealmark.${attester.evidenceType}`, toBase64Url(attested.evidence), 4],
      binding: ['application/vnd.sealmark.binding+json', toBase64Url(text(JSON.stringify(json))), 4],
      ...(sent === undefined ? {} : { endorsements: [sent.mediaType, toBase64Url(sent.bytes), 2] }),
      ...(gpus && {
        accelerators: ['application/vnd.sealmark.nvidia-gpu-evidence', toBase64Url(gpus.evidence), 4],
        'accelerator-endorsements': ['application/vnd.sealmark.nvidia-gpu-endorsements+json', toBase64Url(gpus.endorsements), 2],
      }),
    }),
  );
}
