import { instant } from '../../verifier/index.ts';
import type { Ports } from './ports.ts';

const GOOD_UNTIL = 'good-until';
const WATCH = 'watch:';
/** Alarms fire after half a minute at the earliest; a check that takes longer than its own deadlines has lost its worker. */
const WATCH_AFTER_MS = 30_000;

/** What an alarm is about. */
export type Alarm = { readonly kind: 'good-until' } | { readonly kind: 'watch'; readonly tabId: number };

/** What an alarm of this name is about; null for one that is not ours. */
export function alarmOf(name: string): Alarm | null {
  if (name === GOOD_UNTIL) return { kind: 'good-until' };
  const match = /^watch:(\d{1,15})$/.exec(name);
  return match === null ? null : { kind: 'watch', tabId: Number(match[1]) };
}

/**
 * One alarm, at the earliest expiry of anything that any mark rests on: no mark may outlive its result, and browsers allow an
 * extension 500 alarms. Where alarms cannot be set, the mark goes with the next event (`expiredTabs`). Never rejects.
 */
export async function planRecheck({ browser, visits, report }: Ports): Promise<void> {
  const first = visits.firstExpiry();
  const planned = first === null ? browser.forgetAlarm(GOOD_UNTIL) : browser.wakeAt(GOOD_UNTIL, instant(first + 1));
  await planned.catch(report);
}

/** Wakes us if a check has not ended, because its worker may have been stopped. Never rejects. */
export async function watch(ports: Ports, tabId: number): Promise<void> {
  await ports.browser.wakeAt(`${WATCH}${String(tabId)}`, ports.now() + WATCH_AFTER_MS).catch(ports.report);
}

/** Never rejects. */
export async function unwatch({ browser, report }: Ports, tabId: number): Promise<void> {
  await browser.forgetAlarm(`${WATCH}${String(tabId)}`).catch(report);
}
