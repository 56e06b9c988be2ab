import { fromPem } from '../../encoding/pem.ts';
import { Malformed } from '../../malformed.ts';
import { readTlsLeaf } from '../../x509/tls-leaf.ts';
import { defineAdapter, foreignDocument, OtherFormat } from '../adapter.ts';
import { originParts } from '../origin-parts.ts';
import { ANSWER_TIMEOUT_MS, bodyOf, evidenceIn, jsonOf, MAX_ANSWER_BYTES } from './answer.ts';
import { servedAttachments } from './dstack/served.ts';

const certificateFile = (origin: string): string => `cert-${originParts(origin).host}.pem`;

/** dstack-ingress: custom domains of applications on dstack, whose key is generated in the guest. */
export const dstackIngress = defineAdapter({
  id: 'dstack-ingress',
  title: 'dstack',
  requests: ({ origin }) =>
    ['quote.json', 'sha256sum.txt', certificateFile(origin)].map((name) => ({
      url: `${origin}/evidences/${name}`,
      accept: '*/*',
      maxBytes: MAX_ANSWER_BYTES,
      timeoutMs: ANSWER_TIMEOUT_MS,
    })),
  reads([quote, list, certificate], { origin }) {
    const answer = jsonOf(quote, 'quote.json');
    if (!answer.has('quote')) throw new OtherFormat('no quote');
    const file = bodyOf(certificate);
    const [leaf] = fromPem(file, 'CERTIFICATE', 'certificate');
    if (leaf === undefined) throw new Malformed('certificate', 'no certificate');
    return foreignDocument({
      evidence: { type: 'dcap-quote', bytes: evidenceIn(answer, 'quote'), parameters: {} },
      binding: {
        layout: 'dstack-ingress',
        list: bodyOf(list),
        file,
        fileName: certificateFile(origin),
        spki: readTlsLeaf(leaf).spki,
      },
      endorsements: servedAttachments(answer),
    });
  },
});
