import { toHex } from '../../bytes/hex.ts';
import { toUtf8 } from '../../bytes/text.ts';
import { canonicalJson } from '../../encoding/canonical-json.ts';
import type { JsonObject } from '../../encoding/json-value.ts';
import type { Evidence } from '../../evidence.ts';
import { Unsupported } from '../../malformed.ts';
import { defineAdapter, foreignDocument, OtherFormat } from '../adapter.ts';
import type { EncryptionKey } from '../layout.ts';
import { originParts } from '../origin-parts.ts';
import { instant } from '../../time.ts';
import type { TlsKey } from '../tls-key.ts';
import { evidenceIn, GPU_ANSWER_TIMEOUT_MS, hexOf, jsonOf, MAX_ANSWER_BYTES } from './answer.ts';
import { servedAttachments } from './dstack/served.ts';

/** The largest date that can be written, in seconds since 1970: a keyset with a later expiry never expires. */
const MAX_SECONDS = 253_402_300_799;

/** ACI, version 1 (private-ai-gateway, its specification of August 2026). */
export const aci = defineAdapter({
  id: 'aci',
  title: 'ACI',
  requests: ({ origin, nonce }) => [
    {
      url: `${origin}/v1/aci/attestation?nonce=${toHex(nonce)}`,
      accept: 'application/json',
      maxBytes: MAX_ANSWER_BYTES,
      timeoutMs: GPU_ANSWER_TIMEOUT_MS,
    },
  ],
  reads([answer], { origin, nonce }) {
    const json = jsonOf(answer, 'answer');
    if (!json.has('api_version')) throw new OtherFormat('no api_version');
    if (json.string('api_version') !== 'aci/1') throw new Unsupported('answer.api_version', 'not aci/1');
    const attestation = json.object('attestation');
    const keyset = attestation.object('workload_keyset');
    if (keyset.has('workload_identity')) throw new Unsupported('answer.attestation.workload_keyset', 'of another form');
    const proof = attestation.object('evidence');
    return foreignDocument({
      evidence: evidenceOf(attestation.string('tee_type'), proof),
      binding: {
        layout: 'aci-1',
        keyset: toUtf8(canonicalJson(keyset), 'keyset'),
        // The statement contains the nonce's text and nothing else does: a report for another nonce has another digest.
        nonce,
        tls: tlsKeysIn(keyset, originParts(origin).host),
        encryption: encryptionKeysIn(keyset),
        notAfter: instant(Math.min(keyset.natural('not_after'), MAX_SECONDS) * 1000),
      },
      endorsements: servedAttachments(proof),
    });
  },
});

function evidenceOf(tee: string, proof: JsonObject): Evidence {
  if (tee === 'tdx') return { type: 'dcap-quote', bytes: evidenceIn(proof, 'quote'), parameters: {} };
  if (tee === 'sev_snp')
    return { type: 'snp-report', bytes: evidenceIn(proof, proof.has('report') ? 'report' : 'quote'), parameters: {} };
  throw new Unsupported('answer.attestation.tee_type', 'another TEE');
}

/** Entries for this host, and those for every host. */
function tlsKeysIn(keyset: JsonObject, host: string): readonly TlsKey[] {
  const entries = keyset.has('tls_public_keys') ? keyset.array('tls_public_keys').objects() : [];
  const isOurs = (entry: JsonObject): boolean => {
    const domain = entry.value('domain') ?? null;
    return domain === null || (typeof domain === 'string' && domain.toLowerCase().replace(/\.$/, '') === host);
  };
  return entries.filter(isOurs).map((entry) => ({ form: 'spki-sha256', digest: hexOf(entry, 'spki_sha256', 32) }));
}

/** Entries with other algorithms are skipped. */
function encryptionKeysIn(keyset: JsonObject): readonly EncryptionKey[] {
  const entries = keyset.has('e2ee_public_keys') ? keyset.array('e2ee_public_keys').objects() : [];
  return entries
    .filter((entry) => entry.string('algo').startsWith('x25519-'))
    .map((entry) => ({ form: 'x25519', key: hexOf(entry, 'public_key', 32) }));
}
