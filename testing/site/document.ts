import { createHash } from 'node:crypto';
import type { Evidence } from '../../src/verifier/evidence.ts';
import { attest as attestAs, documentOf } from '../../src/attester/document.ts';
import { webCrypto } from '../../src/verifier/index.ts';
import { ENDORSEMENT_MEDIA_TYPE, type Binding, type ExecutionPointer } from '../../src/verifier/protocol/index.ts';
import type { Attested, Attester, Fault } from '../../src/verifier/testing/attester.ts';
import { attestGpu, type AttestedGpus, type GpuFault, type MachineSize } from '../../src/verifier/testing/nvidia/machine.ts';
import { reportDataFor } from '../../src/verifier/testing/report-data.ts';
import { instant } from '../../src/verifier/time.ts';
import { simulatedSource } from '../attester/simulated-source.ts';

const crypto = webCrypto(globalThis.crypto.subtle);

/** Devices that report with the site. `named`: whether the machine's evidence commits to the reports. */
export type SiteGpu = { readonly fault?: GpuFault; readonly named: boolean; readonly size?: MachineSize };

/** What one document is made from. */
export type Attestation = {
  readonly attester: Attester;
  readonly fault?: Fault;
  readonly binding: Binding;
  /** False leaves the endorsements to the visitor, who must then ask the manufacturer. */
  readonly sendEndorsements: boolean;
  /** Milliseconds since 1970; the endorsements are made for this time. */
  readonly now: number;
  /** Where on a chain this enclave claims to have published a hash. */
  readonly execution?: ExecutionPointer | undefined;
  /** The quote registered on a chain. */
  readonly registered?: Uint8Array | undefined;
  /** The machine's GPU; `named` when the evidence commits to its report. */
  readonly gpu?: SiteGpu | undefined;
};

/** Evidence over this binding, fresh, and what is sent with it. */
export function attest({ attester, fault, binding, now }: Attestation): Attested {
  const request = { reportData: reportDataFor(binding), nonce: binding.nonce, now: instant(now) };
  return attester.attest(fault === undefined ? request : { ...request, fault });
}

/** The whole document, as the attester kit writes it: only the platform is simulated. */
export async function siteDocument(whole: Attestation): Promise<Uint8Array> {
  const gpus = gpusOf(whole);
  const { attester, fault, sendEndorsements, binding, ...attestation } =
    gpus !== null && whole.gpu?.named === true ? naming(whole, gpus) : whole;
  const source = simulatedSource(attester, {
    ...(fault === undefined ? {} : { fault }),
    sendEndorsements,
    now: () => attestation.now,
  });
  const attested = await attestAs(crypto, source, binding, new AbortController().signal);
  return documentOf(attested, {
    endorsements: gpus === null ? [] : [{ mediaType: ENDORSEMENT_MEDIA_TYPE.nvidiaGpu, bytes: gpus.endorsements }],
    execution: attestation.execution ?? null,
    registered: registeredIn(whole),
    accelerators: gpus === null ? null : { type: 'nvidia-gpu-evidence', bytes: gpus.evidence, parameters: {} },
  });
}

function registeredIn({ registered }: Attestation): Evidence | null {
  return registered === undefined ? null : { type: 'dcap-quote', bytes: registered, parameters: {} };
}

function gpusOf({ gpu, binding, now }: Attestation): AttestedGpus | null {
  if (gpu === undefined) return null;
  const request = { nonce: binding.nonce, now: instant(now) };
  return attestGpu({ ...request, ...gpu });
}

/** The guest commits to exactly the bytes of the reports, as to a key. */
function naming(attestation: Attestation, { evidence }: AttestedGpus): Attestation {
  const { binding } = attestation;
  const key = createHash('sha256').update(evidence).digest();
  return { ...attestation, binding: { ...binding, keys: [...binding.keys, { use: 'accelerators', key }] } };
}
