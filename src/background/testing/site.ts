import { createHash } from 'node:crypto';
import { instant } from '../../verifier/index.ts';
import { ENDORSEMENT_MEDIA_TYPE, writeDocument, type Binding } from '../../verifier/protocol/index.ts';
import { reportDataFor } from '../../verifier/testing/report-data.ts';
import type { Attester, Fault } from '../../verifier/testing/attester.ts';
import { sgxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { attestGpu, type GpuFault, type MachineSize } from '../../verifier/testing/nvidia/machine.ts';
import type { TestKey } from '../../verifier/testing/keys.ts';

/** What a site's attestation document is to say. */
export type SiteResponse = {
  readonly origin: string;
  readonly nonce: Uint8Array;
  /** The keys that the evidence names for TLS. */
  readonly keys: readonly TestKey[];
  /** Further keys that it names, with other uses. */
  readonly also?: Binding['keys'];
  /** Milliseconds since 1970; the endorsements are made for this time. */
  readonly now: number;
  readonly attester?: Attester;
  readonly fault?: Fault;
  /** False leaves the endorsements out. */
  readonly endorsements?: boolean;
  /** The machine's GPU; `named` when the evidence commits to its report. */
  readonly gpu?: { readonly fault?: GpuFault; readonly named: boolean; readonly size?: MachineSize };
};

/** A whole attestation document, as a simulated platform's site would serve it. */
export function documentAnswer({ attester = sgxAttester, fault, endorsements = true, gpu, ...asked }: SiteResponse): Uint8Array {
  const { named: isNamed = false, ...how } = gpu ?? {};
  const gpus = gpu && attestGpu({ nonce: asked.nonce, now: instant(asked.now), ...how });
  const named = isNamed && gpus ? [createHash('sha256').update(gpus.evidence).digest()] : [];
  const binding: Binding = {
    layout: 'sealmark-1',
    origin: asked.origin,
    nonce: asked.nonce,
    keys: [
      ...asked.keys.map(({ spki }) => ({ use: 'tls', key: spki }) as const),
      ...(asked.also ?? []),
      ...named.map((key) => ({ use: 'accelerators', key }) as const),
    ],
  };
  const request = { reportData: reportDataFor(binding), nonce: asked.nonce, now: instant(asked.now) };
  const attested = attester.attest(fault === undefined ? request : { ...request, fault });
  return writeDocument({
    evidence: { type: attester.evidenceType, bytes: attested.evidence, parameters: attested.parameters },
    binding,
    challenge: null,
    endorsements: [
      ...(endorsements ? attested.endorsements.slice(0, 1) : []),
      ...(gpus === undefined ? [] : [{ mediaType: ENDORSEMENT_MEDIA_TYPE.nvidiaGpu, bytes: gpus.endorsements }]),
    ],
    execution: null,
    registered: null,
    accelerators: gpus === undefined ? null : { type: 'nvidia-gpu-evidence', bytes: gpus.evidence, parameters: {} },
  });
}
