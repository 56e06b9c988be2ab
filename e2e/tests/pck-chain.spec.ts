import assert from 'node:assert/strict';
import { ENDORSEMENT_MEDIA_TYPE } from '../../src/verifier/protocol/index.ts';
import type { Attester } from '../../src/verifier/testing/attester.ts';
import { sgxAttester } from '../../src/verifier/testing/attesters/dcap.ts';
import { toPem } from '../../src/verifier/testing/der-writer.ts';
import { makeCase, usualAuthorities } from '../../src/verifier/testing/intel/case.ts';
import { shows } from '../../testing/press.ts';
import { e2e } from '../runner/declare.ts';
import { finding, never } from './expect.ts';

/** An enclave whose quotes contain no chain (certification data of this type), with or without a chain sent along. */
function chainless(type: 2 | 4, attached: boolean): Attester {
  const { pck, ca, root } = usualAuthorities();
  const bytes = type === 4 ? new TextEncoder().encode(toPem('CERTIFICATE', pck.certificate)) : new Uint8Array(276).fill(7);
  const chain = toPem('CERTIFICATE', pck.certificate, ca.certificate, root.certificate);
  return {
    ...sgxAttester,
    attest: ({ now, reportData }) => {
      const { evidence, collateral } = makeCase({
        now,
        enclave: { reportData },
        quote: { certification: { type, bytes } },
        ...(attached ? { document: (usual) => ({ ...usual, pck_certificate_chain: chain }) } : {}),
      });
      const mediaType = ENDORSEMENT_MEDIA_TYPE.dcapCollateral;
      return { evidence, parameters: {}, endorsements: [{ mediaType, bytes: collateral }] };
    },
  };
}

const CASES = [
  [2, 'chain-not-in-quote', 'names it only by number (certification data type 2)'],
  [4, 'only-leaf-in-quote', 'the site has to send the ones above it'],
] as const;

for (const [type, because, words] of CASES)
  e2e(
    `a quote with certification data of type ${String(type)} is grey, and the popup says that the site can mend it`,
    {},
    async (context) => {
      const before = context.network.intel.requests().length;
      const attester = chainless(type, false);
      const site = context.testSite({ attester });
      await context.accept(attester, site.origin);
      const visited = await context.visit(site);
      const view = await visited.badge('unavailable');
      assert.deepEqual(finding(view, 'dcap.pck-chain.root').facts, { because, type });
      await never(visited, 'failed', 'missing', 'caution', 'verified');
      const popup = await context.extensionPage(`src/popup/index.html?tab=${String(visited.tab.id)}`);
      const text = await shows(popup, words);
      assert.match(text, /Only the people who run the site can fix this/);
      assert.doesNotMatch(text, /Try again/);
      assert.equal(context.network.intel.requests().length, before, 'Intel was asked for what it gives to nobody');
    },
  );

e2e('a quote without a chain is judged by the one that the site sends along', {}, async (context) => {
  const attester = chainless(2, true);
  const site = context.testSite({ attester });
  await context.accept(attester, site.origin);
  await (await context.visit(site)).badge('verified');
});
