import { fromBase64 } from '../../bytes/base64.ts';
import { toHex } from '../../bytes/hex.ts';
import { JsonArray, type JsonObject } from '../../encoding/json-value.ts';
import { Malformed } from '../../malformed.ts';
import { defineAdapter, foreignDocument, OtherFormat } from '../adapter.ts';
import type { SiteDocument } from '../document.ts';
import { devicesIn, evidenceIn, GPU_ANSWER_TIMEOUT_MS, jsonOf, MAX_ANSWER_BYTES } from './answer.ts';

/** In place of a deployment's own id, which only whoever uses it knows: with it nobody is asked. */
const ANY_DEPLOYMENT = '00000000-0000-0000-0000-000000000000';

/**
 * Chutes, which answers whoever has an account: evidence of each machine of a deployment, and beside it the keys of their
 * encryption. Read for a look (saved answers), and no site is asked: no connection of a page ends there.
 */
export const chutes = defineAdapter({
  id: 'chutes',
  title: 'Chutes',
  requests: ({ origin, nonce }) =>
    [`chutes/${ANY_DEPLOYMENT}/evidence?nonce=${toHex(nonce)}`, `e2e/instances/${ANY_DEPLOYMENT}`].map((path) => ({
      url: `${origin}/${path}`,
      accept: 'application/json',
      maxBytes: MAX_ANSWER_BYTES,
      timeoutMs: GPU_ANSWER_TIMEOUT_MS,
    })),
  reads([evidenceAnswer, keysAnswer], { nonce }) {
    const machines = listIn(jsonOf(evidenceAnswer, 'answer'), 'evidence');
    const instances = listIn(jsonOf(keysAnswer, 'instances'), 'instances');
    const [first, ...others] = machines.map((machine) => () => documentOf(machine, instances, nonce));
    if (first === undefined) throw new Malformed('answer.evidence', 'no machine');
    return [first, ...others];
  },
});

function documentOf(machine: JsonObject, instances: readonly JsonObject[], nonce: Uint8Array): SiteDocument {
  const keyText = keyOf(machine, instances);
  const key = fromBase64(keyText, 'instances.e2e_pubkey');
  return foreignDocument({
    evidence: { type: 'dcap-quote', bytes: evidenceIn(machine, 'quote'), parameters: {} },
    binding: { layout: 'chutes-1', nonce, keyText, key },
    ...devicesIn(machine, 'gpu_evidence'),
  });
}

/** The key of the very machine: another one's is of another machine. */
function keyOf(machine: JsonObject, instances: readonly JsonObject[]): string {
  const id = machine.string('instance_id');
  const [own, ...others] = instances.filter((one) => one.string('instance_id') === id);
  if (own === undefined || others.length > 0) throw new Malformed('instances', 'not one of this machine');
  return own.string('e2e_pubkey');
}

function listIn(answer: JsonObject, name: string): readonly JsonObject[] {
  if (!(answer.value(name) instanceof JsonArray)) throw new OtherFormat(`no ${name}`);
  return answer.array(name).objects();
}
