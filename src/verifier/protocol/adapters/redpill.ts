import { fromBase64 } from '../../bytes/base64.ts';
import { toHex } from '../../bytes/hex.ts';
import { JsonArray, type JsonObject } from '../../encoding/json-value.ts';
import { Malformed } from '../../malformed.ts';
import { defineAdapter, foreignDocument, OtherFormat } from '../adapter.ts';
import type { SiteDocument } from '../document.ts';
import { devicesIn, evidenceIn, GPU_ANSWER_TIMEOUT_MS, jsonOf, MAX_ANSWER_BYTES } from './answer.ts';

/**
 * Redpill, where it passes on evidence of Chutes: several machines' in one answer, each made for a nonce of Redpill's own. (What
 * it passes on of dstack is in NEAR AI's form, under the same path.) Read for a look (saved answers), and no site is asked.
 */
export const redpill = defineAdapter({
  id: 'redpill',
  title: 'Redpill',
  requests: ({ origin, nonce }) => [
    {
      url: `${origin}/v1/attestation/report?nonce=${toHex(nonce)}`,
      accept: 'application/json',
      maxBytes: MAX_ANSWER_BYTES,
      timeoutMs: GPU_ANSWER_TIMEOUT_MS,
    },
  ],
  reads([answer]) {
    const json = jsonOf(answer, 'answer');
    if (!json.has('attestation_type') || !(json.value('all_attestations') instanceof JsonArray))
      throw new OtherFormat('no attestation_type with all_attestations');
    const machines = json.array('all_attestations').objects();
    const [first, ...others] = machines.map((machine) => () => documentOf(machine, json));
    if (first === undefined) throw new Malformed('answer.all_attestations', 'no machine');
    return [first, ...others];
  },
});

function documentOf(machine: JsonObject, whole: JsonObject): SiteDocument {
  const keyText = machine.string('e2e_pubkey');
  return foreignDocument({
    evidence: { type: 'dcap-quote', bytes: evidenceIn(machine, 'intel_quote'), parameters: {} },
    binding: {
      layout: 'chutes-relayed-1',
      nonceText: (machine.has('nonce') ? machine : whole).string('nonce'),
      keyText,
      key: fromBase64(keyText, `${machine.path}.e2e_pubkey`),
    },
    ...devicesIn(machine, 'gpu_evidence'),
  });
}
