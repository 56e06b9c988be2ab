import { fromBase64 } from '../../../bytes/base64.ts';
import { fromHex } from '../../../bytes/hex.ts';
import { parseJsonObject } from '../../../encoding/json.ts';
import type { JsonObject } from '../../../encoding/json-value.ts';
import type { EvidenceType } from '../../../evidence.ts';
import { Malformed, Unsupported } from '../../../malformed.ts';
import { foreignDocument } from '../../adapter.ts';
import type { SiteDocument } from '../../document.ts';
import type { EncryptionKey } from '../../layout.ts';
import type { TlsKey } from '../../tls-key.ts';
import { evidenceIn, hexOf, MAX_ANSWER_BYTES, unknownMember } from '../answer.ts';
import { stapled } from './stapled.ts';

const URI = 'https://tinfoil.sh';
const FORMAT = `${URI}/predicate/attestation/v3`;
const ALGORITHM = `${URI}/report-data/v1`;
const CRYPTO_MATERIAL = `${URI}/crypto-material/v1`;
const DEVICE_EVIDENCE = `${URI}/device-evidence/v1`;
const SPKI_FINGERPRINT = `${URI}/key/spki-fp-sha256/v1`;
const SPKI = `${URI}/key/spki/v1`;
const X25519 = `${URI}/key/x25519-hpke/v1`;
const EVIDENCE: Readonly<Record<string, EvidenceType>> = {
  [`${URI}/format/sev-snp-report/v1`]: 'snp-report',
  [`${URI}/format/tdx-quote/v1`]: 'dcap-quote',
};
const MEMBERS = {
  answer: ['format', 'challenge', 'cpu_evidence', 'crypto_material', 'device_evidence', 'collateral'],
  challenge: ['nonce', 'report_data', 'report_data_algorithm'],
  cpuEvidence: ['format', 'report_base64', 'endorsed'],
  endorsed: ['crypto_material_hash', 'device_evidence_hash'],
  cryptoMaterial: ['format', 'items'],
  item: ['id', 'format', 'data'],
  deviceEvidence: ['format', 'items'],
  device: ['id', 'kind', 'vendor', 'format', 'evidence'],
} as const;

/** `challenge`, `cpu_evidence`, two blocks in base64 that the report commits to, and collateral. @throws Malformed */
export function readTinfoil3(answer: JsonObject): SiteDocument {
  const challenge = answer.object('challenge');
  const algorithm = challenge.string('report_data_algorithm');
  if (answer.string('format') !== FORMAT || algorithm !== ALGORITHM)
    throw new Unsupported('answer', 'a form of it that is not known here');
  const cpu = answer.object('cpu_evidence');
  const endorsed = cpu.object('endorsed');
  hasNoOther(answer, MEMBERS.answer);
  hasNoOther(challenge, MEMBERS.challenge);
  hasNoOther(cpu, MEMBERS.cpuEvidence);
  hasNoOther(endorsed, MEMBERS.endorsed);
  const format = cpu.string('format');
  const type = Object.hasOwn(EVIDENCE, format) ? EVIDENCE[format] : undefined;
  if (type === undefined) throw new Unsupported('answer.cpu_evidence.format', 'another format');
  const evidence = { type, bytes: evidenceIn(cpu, 'report_base64'), parameters: {} };
  const cryptoMaterial = fromBase64(answer.string('crypto_material'), 'answer.crypto_material');
  const deviceEvidence = fromBase64(answer.string('device_evidence'), 'answer.device_evidence');
  const hasDevices = readDevices(deviceEvidence) > 0;
  return foreignDocument({
    evidence,
    binding: {
      layout: 'tinfoil-3',
      algorithm,
      nonce: hexOf(challenge, 'nonce', 32),
      cryptoMaterial,
      deviceEvidence,
      hasDevices,
      statedReportData: hexOf(challenge, 'report_data', 64),
      statedHashes: [hexOf(endorsed, 'crypto_material_hash', 32), hexOf(endorsed, 'device_evidence_hash', 32)],
      ...readKeys(cryptoMaterial),
    },
    endorsements: answer.has('collateral') ? stapled(answer.array('collateral')) : [],
    // The report commits to exactly these bytes.
    ...(hasDevices ? { accelerators: deviceEvidence } : {}),
  });
}

/** The format is strict: an unknown member may change the meaning of the others. @throws Unsupported */
function hasNoOther(object: JsonObject, known: readonly string[]): void {
  if (unknownMember(object, known) !== undefined) throw new Unsupported(object.path, 'a member that is not known here');
}

/** How many devices it names; their content is left to the reader of their kind. */
function readDevices(bytes: Uint8Array): number {
  const section = parseJsonObject(bytes, 'device evidence', MAX_ANSWER_BYTES);
  if (section.string('format') !== DEVICE_EVIDENCE) throw new Unsupported('device evidence.format', 'another format');
  const items = section.array('items').objects();
  hasNoOther(section, MEMBERS.deviceEvidence);
  for (const item of items) hasNoOther(item, MEMBERS.device);
  idsOf(items, 'device evidence.items');
  return items.length;
}

/** @throws Malformed if one occurs twice */
function idsOf(items: readonly JsonObject[], path: string): void {
  const ids = items.map((item) => item.string('id'));
  if (new Set(ids).size !== ids.length) throw new Malformed(path, 'an id occurs twice');
}

/** Keys in other formats are ignored. */
function readKeys(bytes: Uint8Array): { readonly tls: readonly TlsKey[]; readonly encryption: readonly EncryptionKey[] } {
  const material = parseJsonObject(bytes, 'crypto material', MAX_ANSWER_BYTES);
  if (material.string('format') !== CRYPTO_MATERIAL) throw new Unsupported('crypto material.format', 'another format');
  const items = material.array('items').objects();
  hasNoOther(material, MEMBERS.cryptoMaterial);
  for (const item of items) hasNoOther(item, MEMBERS.item);
  idsOf(items, 'crypto material.items');
  const named = (id: string, format: string): readonly JsonObject[] =>
    items.filter((item) => item.string('id') === id && item.string('format') === format);
  const dataOf = (id: string, format: string): readonly Uint8Array[] => named(id, format).map((item) => hexOf(item, 'data', 32));
  return {
    tls: [
      ...dataOf('tls', SPKI_FINGERPRINT).map((digest): TlsKey => ({ form: 'spki-sha256', digest })),
      ...named('tls', SPKI).map((item): TlsKey => ({ form: 'spki', spki: fromHex(item.string('data'), `${item.path}.data`) })),
    ],
    encryption: dataOf('hpke', X25519).map((key) => ({ form: 'x25519', key })),
  };
}
