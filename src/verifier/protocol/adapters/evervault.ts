import { fromHex } from '../../bytes/hex.ts';
import { unlessMalformed } from '../../malformed.ts';
import { readTlsLeaf } from '../../x509/tls-leaf.ts';
import { defineAdapter, foreignDocument, OtherFormat, type Asked } from '../adapter.ts';
import type { SiteDocument } from '../document.ts';
import { ATTESTATION_PATH } from '../well-known.ts';
import { ANSWER_TIMEOUT_MS, evidenceIn, jsonOf, MAX_ANSWER_BYTES } from './answer.ts';
import { needed, nitroEvidence } from './nitro-document.ts';

/** COSE_Sign1 with ES384 in hexadecimal: how a Nitro document begins. */
const DOCUMENT_NAME = /^8444a1013822(?:[0-9a-f.]*?)(?=\.[^.]*[g-z])/i;

/** Evervault's enclaves: a document at the service's own path or (in its first version) in the certificate's names. */
export const evervault = defineAdapter({
  id: 'evervault',
  title: 'Evervault',
  requests: (asked) =>
    documentInName(asked) === undefined
      ? [
          {
            url: `${asked.origin}${ATTESTATION_PATH}`,
            accept: 'application/json',
            maxBytes: MAX_ANSWER_BYTES,
            timeoutMs: ANSWER_TIMEOUT_MS,
          },
        ]
      : [],
  reads([answer], asked) {
    const named = documentInName(asked);
    if (named !== undefined) return documentOf(fromHex(named, 'certificate name'));
    const json = jsonOf(answer, 'answer');
    if (!json.has('attestation_doc')) throw new OtherFormat('no attestation_doc');
    return documentOf(evidenceIn(json, 'attestation_doc'));
  },
});

function documentInName({ connection }: Asked): string | undefined {
  const certificate = connection?.certificate ?? null;
  if (certificate === null) return undefined;
  const { dnsNames } = unlessMalformed(() => readTlsLeaf(certificate), { dnsNames: [] });
  const [found] = dnsNames.flatMap((name) => DOCUMENT_NAME.exec(name)?.[0] ?? []);
  return found?.replaceAll('.', '');
}

function documentOf(bytes: Uint8Array): SiteDocument {
  const { evidence, document } = nitroEvidence(bytes);
  return foreignDocument({ evidence, binding: { layout: 'evervault-1', spki: needed(document.userData, 'user_data') } });
}
