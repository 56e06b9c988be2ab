import { fromBase64 } from '../../../bytes/base64.ts';
import { toAscii } from '../../../bytes/text.ts';
import type { JsonObject } from '../../../encoding/json-value.ts';
import type { EvidenceType } from '../../../evidence.ts';
import { Unsupported } from '../../../malformed.ts';
import { foreignDocument } from '../../adapter.ts';
import type { SiteDocument } from '../../document.ts';
import { hexOf, optionalHexOf } from '../answer.ts';

const EVIDENCE: Readonly<Record<string, EvidenceType>> = { 'sev-snp': 'snp-report', tdx: 'dcap-quote' };

/** `report_data`, `cpu`, perhaps `gpu`, and an outer signature that adds nothing to what the report commits to. @throws Malformed */
export function readTinfoil3June(answer: JsonObject): SiteDocument {
  const cpu = answer.object('cpu');
  const platform = cpu.string('platform');
  const type = Object.hasOwn(EVIDENCE, platform) ? EVIDENCE[platform] : undefined;
  if (type === undefined) throw new Unsupported('newer', 'answer.cpu.platform', 'another platform');
  const evidence = { type, bytes: fromBase64(cpu.string('report'), 'answer.cpu.report'), parameters: {} };
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
    },
    // What was hashed is the member's text as it was sent.
    ...(answer.has('gpu') ? { accelerators: toAscii(answer.source('gpu'), 'answer.gpu') } : {}),
  });
}
