// The example of the verifier's README: appraises a quote with its collateral, both from files.
//   node verifier.mjs QUOTE COLLATERAL ROOT
import { readFileSync } from 'node:fs';
import {
  appraise,
  endorsementsIn,
  instant,
  open,
  ORDINARY_POLICY,
  pinnedAnchors,
  suppliedBy,
  webCrypto,
} from '@sealmark/verifier';

const [quote, collateral, root] = process.argv.slice(2).map((file) => new Uint8Array(readFileSync(file)));
const opening = open({ type: 'dcap-quote', bytes: quote, parameters: {} });
if (opening.at === 'malformed') throw new Error(`${opening.field}: ${opening.why}`);
const sent = endorsementsIn(opening.tee, { mediaType: 'application/vnd.sealmark.dcap-collateral+json', bytes: collateral });
const result = await appraise({
  opening,
  endorsements: sent.at === 'read' ? suppliedBy('caller', sent.value) : [],
  references: [],
  visit: { expected: { reportData: null, nonce: null } },
  anchors: { ...pinnedAnchors, intelSgxRoot: [{ name: 'test root', certificate: root, test: true }] },
  policy: ORDINARY_POLICY,
  now: instant(Date.now()),
  clockChanged: false,
  crypto: webCrypto(globalThis.crypto.subtle),
});
console.log(JSON.stringify({ tee: result.tee, hardware: result.vector.hardware, simulated: result.simulated }));
