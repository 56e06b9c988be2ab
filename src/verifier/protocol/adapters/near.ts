import { fromHex, toHex } from '../../bytes/hex.ts';
import { JsonObject } from '../../encoding/json-value.ts';
import { Malformed, Unsupported } from '../../malformed.ts';
import { defineAdapter, foreignDocument, OtherFormat } from '../adapter.ts';
import type { SiteDocument } from '../document.ts';
import type { EncryptionKey } from '../layout.ts';
import { devicesIn, evidenceIn, GPU_ANSWER_TIMEOUT_MS, hexOf, jsonOf, MAX_ANSWER_BYTES, optionalHexOf } from './answer.ts';
import { servedAttachments } from './dstack/served.ts';

/** NEAR AI's model hosts, and its gateway where it answers (docs/sites/near-ai.md). */
export const near = defineAdapter({
  id: 'near',
  title: 'NEAR AI',
  requests: ({ origin, nonce }) => [
    {
      url: `${origin}/v1/attestation/report?include_tls_fingerprint=true&nonce=${toHex(nonce)}&signing_algo=ed25519`,
      accept: 'application/json',
      maxBytes: MAX_ANSWER_BYTES,
      timeoutMs: GPU_ANSWER_TIMEOUT_MS,
    },
  ],
  reads: ([answer]) => readNear(jsonOf(answer, 'answer')),
});

/** A model host's answer, or the gateway's, which contains its own evidence and attaches that of its models. @throws Malformed */
export function readNear(answer: JsonObject): SiteDocument {
  const gateway = answer.value('gateway_attestation');
  const whole = gateway instanceof JsonObject ? gateway : answer;
  if (!whole.has('intel_quote')) throw new OtherFormat('no intel_quote');
  return foreignDocument({
    evidence: { type: 'dcap-quote', bytes: evidenceIn(whole, 'intel_quote'), parameters: {} },
    binding: {
      layout: 'near-1',
      signingKey: signingKeyOf(whole),
      tlsKeyFingerprint: optionalHexOf(whole, 'tls_cert_fingerprint', 32),
      nonce: hexOf(whole, 'request_nonce', 32),
    },
    endorsements: servedAttachments(whole),
    // NRAS's request, as text or as an object.
    ...devicesIn(whole, 'nvidia_payload'),
  });
}

const KEYS: Readonly<Record<string, { readonly form: EncryptionKey['form']; readonly bytes: number }>> = {
  ed25519: { form: 'ed25519', bytes: 32 },
  ecdsa: { form: 'secp256k1-address', bytes: 20 },
};

function signingKeyOf(whole: JsonObject): EncryptionKey {
  const algorithm = whole.string('signing_algo');
  const kind = Object.hasOwn(KEYS, algorithm) ? KEYS[algorithm] : undefined;
  if (kind === undefined) throw new Unsupported(`${whole.path}.signing_algo`, 'another algorithm');
  const path = `${whole.path}.signing_address`;
  const key = fromHex(whole.string('signing_address').replace(/^0x/, ''), path);
  if (key.length !== kind.bytes) throw new Malformed(path, `not ${String(kind.bytes)} bytes`);
  return { form: kind.form, key };
}
