import { fromBase64 } from '../../../bytes/base64.ts';
import { toAscii, toUtf8 } from '../../../bytes/text.ts';
import type { JsonObject } from '../../../encoding/json-value.ts';
import { fromPem } from '../../../encoding/pem.ts';
import type { EvidenceType } from '../../../evidence.ts';
import { Malformed, unlessMalformed, Unsupported } from '../../../malformed.ts';
import { readTlsLeaf } from '../../../x509/tls-leaf.ts';
import { foreignDocument } from '../../adapter.ts';
import type { SiteDocument } from '../../document.ts';
import type { TinfoilEnvelope } from '../../layouts/tinfoil-3-june.ts';
import { evidenceIn, hexOf, optionalHexOf } from '../answer.ts';

const EVIDENCE: Readonly<Record<string, EvidenceType>> = { 'sev-snp': 'snp-report', tdx: 'dcap-quote' };

/**
 * `report_data`, `cpu`, optionally `gpu` and `nvswitch`, and a `signature` over all of it by the key of the `certificate`.
 * @throws Malformed
 */
export function readTinfoil3June(answer: JsonObject): SiteDocument {
  const cpu = answer.object('cpu');
  const platform = cpu.string('platform');
  const type = Object.hasOwn(EVIDENCE, platform) ? EVIDENCE[platform] : undefined;
  if (type === undefined) throw new Unsupported('answer.cpu.platform', 'another platform');
  const evidence = { type, bytes: evidenceIn(cpu, 'report'), parameters: {} };
  const stated = answer.object('report_data');
  return foreignDocument({
    evidence,
    binding: {
      layout: 'tinfoil-3-june',
      tlsKeyFingerprint: hexOf(stated, 'tls_key_fp', 32),
      hpkeKey: hexOf(stated, 'hpke_key', 32),
      nonce: hexOf(stated, 'nonce', 32),
      gpuEvidenceHash: optionalHexOf(stated, 'gpu_evidence_hash', 32),
      nvswitchEvidenceHash: optionalHexOf(stated, 'nvswitch_evidence_hash', 32),
      envelope: unlessMalformed(() => envelopeOf(answer), null),
    },
    ...devicesIn(answer),
  });
}

/** The lists of GPUs and of the switches between them, together. Each hash covers a member's text as sent. */
function devicesIn(answer: JsonObject): { readonly accelerators?: Uint8Array } {
  const lists = ['gpu', 'nvswitch'].filter((name) => (answer.value(name) ?? null) !== null).map((name) => answer.source(name));
  const [only, ...others] = lists;
  if (only === undefined) return {};
  const items = lists.map((list) => `{"vendor":"nvidia","evidence":${list}}`);
  return { accelerators: toUtf8(others.length === 0 ? only : `{"items":[${items.join(',')}]}`, 'answer.gpu') };
}

/** @throws Malformed without a signature, or without a certificate that contains a key */
function envelopeOf(answer: JsonObject): TinfoilEnvelope {
  const pem = toAscii(answer.string('certificate'), 'answer.certificate');
  const [leaf] = fromPem(pem, 'CERTIFICATE', 'answer.certificate');
  if (leaf === undefined) throw new Malformed('answer.certificate', 'missing');
  return {
    signed: toUtf8(answer.textEmptying('signature'), 'answer'),
    signature: fromBase64(answer.string('signature'), 'answer.signature'),
    spki: readTlsLeaf(leaf).spki,
  };
}
