import assert from 'node:assert/strict';
import { ENDORSEMENT_MEDIA_TYPE } from '../../src/verifier/protocol/index.ts';
import type { Attester } from '../../src/verifier/testing/attester.ts';
import { sgxAttester } from '../../src/verifier/testing/attesters/dcap.ts';
import { makeCase, type CaseRequest } from '../../src/verifier/testing/intel/case.ts';
import { press, shows } from '../../testing/press.ts';
import { finding, never } from './expect.ts';
import { unkept } from './unkept.ts';

const COLLATERAL = ENDORSEMENT_MEDIA_TYPE.dcapCollateral;

/** An enclave whose site sends altered or outdated collateral along. */
const sending = (change: Omit<CaseRequest, 'now'>): Attester => ({
  ...sgxAttester,
  attest: ({ now, reportData }) => {
    const { evidence, collateral } = makeCase({ now, enclave: { reportData }, ...change });
    return { evidence, parameters: {}, endorsements: [{ mediaType: COLLATERAL, bytes: collateral }] };
  },
});

const DAMAGED: Omit<CaseRequest, 'now'> = { document: (known) => ({ ...known, tcb_info_signature: '00'.repeat(64) }) };

unkept('a table that a site sent along damaged is asked of Intel: the site is judged as without it', async (context) => {
  const attester = sending(DAMAGED);
  const site = context.testSite({ attester });
  await context.accept(attester, site.origin);
  const before = context.network.intel.requests().length;
  const visited = await context.visit(site);
  await visited.badge('verified');
  await never(visited, 'failed', 'missing');
  const asked = context.network.intel.requests().slice(before);
  assert.deepEqual(
    asked.map(({ target }) => target.replace(/\?.*/, '')),
    ['/sgx/certification/v4/tcb'],
  );
  for (const { headers } of asked)
    assert.ok(!JSON.stringify(headers).includes(site.host), 'Intel was told which site is visited');
});

unkept(
  'a table that a site sent along damaged is grey while Intel’s service answers with garbage, and said to be the site’s',
  async (context) => {
    const attester = sending(DAMAGED);
    const site = context.testSite({ attester });
    await context.accept(attester, site.origin);
    context.network.intel.fault = 'garbage';
    const visited = await context.visit(site);
    const view = await visited.badge('unavailable');
    await never(visited, 'failed', 'missing', 'verified');
    assert.ok(view.state.at === 'appraised' && view.state.problems.some(({ fault }) => fault === 'site'));
    const popup = await context.extensionPage(`src/popup/index.html?tab=${String(visited.tab.id)}`);
    await shows(popup, /sent as the manufacturer’s answer does not hold/);
    context.network.intel.fault = null;
    await press(popup, 'Try again');
    await visited.badge('verified');
  },
);

unkept(
  'a table that Intel has superseded is asked of Intel, and the popup says who gave the one that counts',
  async (context) => {
    const attester = sending({ tcbInfo: { tcbEvaluationDataNumber: 19 } });
    const site = context.testSite({ attester });
    await context.accept(attester, site.origin);
    const view = await (await context.visit(site)).badge('verified');
    assert.equal(finding(view, 'dcap.tcb-info.evaluation-number').facts?.['number'], 20);
    assert.ok(view.state.at === 'appraised' && view.state.result.claims?.tcb.tableFrom === 'manufacturer');
  },
);
