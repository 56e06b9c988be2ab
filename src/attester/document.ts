import type { CryptoPort, Evidence } from '../verifier/index.ts';
import {
  bindingDigest,
  writeDocument,
  type AttestedKey,
  type Binding,
  type EndorsementDocument,
  type ExecutionPointer,
} from '../verifier/protocol/index.ts';
import type { EvidenceSource, MadeEvidence } from './source.ts';

/** What evidence commits to: who answers, whom, and with which keys. */
export type BindingContent = {
  /** Serialised origin: default port left out, host in punycode. */
  readonly origin: string;
  /** 0 or 32 bytes. */
  readonly nonce: Uint8Array;
  readonly keys: readonly AttestedKey[];
};

/** What a document may contain besides evidence, binding and endorsements. */
export type DocumentParts = {
  readonly challenge?: Uint8Array;
  readonly endorsements?: readonly EndorsementDocument[];
  readonly registered?: Evidence | null;
  readonly execution?: ExecutionPointer | null;
  readonly accelerators?: Evidence | null;
};

/** A binding and the evidence over it. */
export type Attested = MadeEvidence & { readonly binding: Binding; readonly reportData: Uint8Array };

/** Asks the source for evidence over this content. @throws whatever the source throws */
export async function attest(
  crypto: CryptoPort,
  source: EvidenceSource,
  { origin, nonce, keys }: BindingContent,
  signal: AbortSignal,
): Promise<Attested> {
  const binding: Binding = { layout: 'sealmark-1', origin, nonce, keys };
  const reportData = await bindingDigest(crypto, binding);
  return { ...(await source.make({ reportData, nonce, signal })), binding, reportData };
}

/** The document for a visitor. @throws RangeError when no visitor would read it */
export function documentOf({ evidence, endorsements, binding }: Attested, parts: DocumentParts = {}): Uint8Array {
  return writeDocument({
    evidence,
    binding,
    challenge: parts.challenge ?? null,
    endorsements: [...endorsements, ...(parts.endorsements ?? [])],
    registered: parts.registered ?? null,
    execution: parts.execution ?? null,
    accelerators: parts.accelerators ?? null,
  });
}
