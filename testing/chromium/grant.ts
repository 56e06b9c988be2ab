import { answered, source } from '../json.ts';
import type { Cdp } from './cdp.ts';
import type { ChromiumPage } from './page.ts';

/** `permissions.request` requires a user gesture, which a script can get only through a protocol command. */
export async function requestOrigins(cdp: Cdp, probe: ChromiumPage, pattern: string): Promise<void> {
  const { sessionId } = await cdp.send('Target.attachToTarget', { targetId: probe.targetId, flatten: true });
  const expression = `chrome.permissions.request({ origins: [${source(pattern)}] })`;
  const ask = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
  const { result } = answered<{ result: { value?: unknown } }>(
    await cdp.send('Runtime.evaluate', ask, answered<string>(sessionId)),
  );
  await cdp.send('Target.detachFromTarget', { sessionId });
  if (result.value !== true) throw new Error('the extension was not granted all sites');
}
