import assert from 'node:assert/strict';
import type { Misbehaviour } from '../../testing/substrate/faults.ts';
import type { TestChain } from '../../testing/substrate/test-chain.ts';
import type { Context } from '../runner/context.ts';
import { shows } from '../../testing/press.ts';
import { e2e } from '../runner/declare.ts';
import { never } from './expect.ts';
import { detailsOf } from './registry-details.ts';
import { answerOf, chainFor, markOf, siteWithAccount } from './registry-site.ts';

/** As many sets of voters as Kusama has in three weeks, or Polkadot in ten. */
const CHANGES = 120;

/** A chain whose checkpoint is months old. */
async function monthsBehind(context: Context): Promise<TestChain> {
  const chain = await chainFor(context, { voters: 7 });
  for (let change = 0; change < CHANGES; change += 1) chain.changeVoters();
  return chain;
}

const stepsOf = (chain: TestChain): number =>
  chain.relayNodes.flatMap(({ asked }) => asked).filter((method) => method === 'grandpa_proveFinality').length;

/** Before answering these steps, the node lets `interrupt` happen. */
function interruptedAt(moments: readonly number[], interrupt: () => Promise<void>): Misbehaviour {
  let steps = 0;
  let interrupting = false;
  return {
    answer(method, honest) {
      if (method === 'grandpa_proveFinality') steps += 1;
      interrupting = method === 'grandpa_proveFinality' && moments.includes(steps);
      return honest;
    },
    send(socket, text) {
      if (!interrupting) {
        socket.send(text);
        return;
      }
      interrupting = false;
      // The requester may be gone by then.
      void interrupt().then(() => {
        if (socket.readyState === socket.OPEN) socket.send(text);
      });
    },
  };
}

e2e('a checkpoint months behind is followed, and the path goes on where it was', {}, async (context) => {
  const chain = await monthsBehind(context);
  const site = await siteWithAccount(context);
  assert.equal((await answerOf(await context.visit(site), 'not-registered')).level, 'L3');
  for (const node of chain.relayNodes) node.forget();
  chain.changeVoters();
  assert.equal((await answerOf(await context.visit(site), 'not-registered')).level, 'L3');
  const steps = stepsOf(chain);
  assert.ok(steps <= 3, `${String(steps)} steps, where one set had changed`);
});

e2e(
  'a checkpoint older than validators’ deposits are held is not followed, and the popup says of when it is',
  {},
  async (context) => {
    const age = 40 * 24 * 60 * 60 * 1000;
    const begun = Date.now() - age;
    const chain = await chainFor(context, { now: begun });
    chain.passTime(age - 60_000);
    const visit = await context.visit(await siteWithAccount(context));
    const row = await answerOf(visit, 'not-registered');
    assert.deepEqual([row.level, row.shortOf], ['L2', 'checkpoint-too-old']);
    assert.equal(row.checkpoint?.time, new Date(begun).toISOString());
    assert.equal(await markOf(visit), 'verified');
    const popup = await detailsOf(context, visit, { name: 'checkpoint', heading: 'The public registry' });
    const text = (await shows(popup, 'Proof level L2')).replace(/\s+/g, ' ');
    for (const stated of ['have nothing left to lose', 'Checkpoint', new Date(begun).toISOString().slice(0, 4)])
      assert.ok(text.includes(stated), `the popup does not say ${stated}: ${text}`);
  },
);

e2e('the background dies twice while the chain is followed, and the path goes on where it was', {}, async (context) => {
  const { browser, watch } = context;
  const chain = await monthsBehind(context);
  let deaths = 0;
  const die = async (): Promise<void> => {
    await browser.killBackground();
    deaths += 1;
    // Any event wakes it.
    await watch.call('settings.get', null);
  };
  for (const node of chain.relayNodes) node.misbehaviour(interruptedAt([40, 80], die));
  const visit = await context.visit(await siteWithAccount(context));
  assert.equal((await answerOf(visit, 'not-registered')).level, 'L3');
  assert.equal(deaths, 2);
  const steps = stepsOf(chain);
  assert.ok(steps <= CHANGES + 10, `${String(steps)} steps: it began again`);
  assert.equal(await markOf(visit), 'verified');
  await never(visit, 'failed', 'missing', 'caution', 'unavailable');
});

e2e('the document of the chain client is closed while the chain is followed', {}, async (context) => {
  const chain = await monthsBehind(context);
  let closed = 0;
  const close = async (): Promise<void> => {
    await context.browser.probe.evaluate('chrome.offscreen.closeDocument().then(() => null)');
    closed += 1;
  };
  for (const node of chain.relayNodes) node.misbehaviour(interruptedAt([60], close));
  const visit = await context.visit(await siteWithAccount(context));
  assert.equal((await answerOf(visit, 'not-registered')).level, 'L3');
  assert.equal(closed, 1);
  const steps = stepsOf(chain);
  assert.ok(steps <= CHANGES + 10, `${String(steps)} steps: it began again`);
});
