import { tdxAttester } from '../../src/verifier/testing/attesters/dcap.ts';
import type { GpuFault } from '../../src/verifier/testing/nvidia/machine.ts';
import { shows } from '../../testing/press.ts';
import type { Page } from '../../testing/browser.ts';
import type { Context, TestVisit } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { never } from './expect.ts';

/** A TDX machine whose evidence names its GPU, or not. */
async function visitGpu(context: Context, named: boolean, fault?: GpuFault): Promise<TestVisit> {
  const site = context.testSite({ attester: tdxAttester, gpu: fault === undefined ? { named } : { named, fault } });
  await context.accept(tdxAttester, site.origin);
  const visit = await context.visit(site);
  await visit.badge('verified');
  return visit;
}

const popupOf = ({ extensionPage }: Context, { tab }: TestVisit): Promise<Page> =>
  extensionPage(`src/popup/index.html?tab=${String(tab.id)}`);

e2e('a machine’s GPU stands in a row of its own, with what is not proven of it', {}, async (context) => {
  await shows(await popupOf(context, await visitGpu(context, true)), /Accelerators[^]*NVIDIA GH100[^]*named by this machine/);
  const attached = await visitGpu(context, false);
  await shows(await popupOf(context, attached), /Accelerators[^]*answered your visit[^]*not proven/);
});

e2e('a GPU that fails never moves the mark, and is red only where the machine names it', {}, async (context) => {
  const named = await visitGpu(context, true, 'debug');
  await shows(await popupOf(context, named), /This machine names GPUs of which a check failed/);
  await never(named, 'failed', 'caution');
  const other = await visitGpu(context, false, 'revoked');
  await shows(await popupOf(context, other), /Nothing ties them to this machine/);
  await never(other, 'failed', 'caution');
});

e2e('a GPU that answered somebody else, or has unpublished firmware, is never confirmed', {}, async (context) => {
  await shows(await popupOf(context, await visitGpu(context, false, 'wrong-nonce')), /did not answer your visit/);
  const open = await visitGpu(context, true, 'firmware-unknown');
  await shows(await popupOf(context, open), /Accelerators[^]*named by this machine/);
});
