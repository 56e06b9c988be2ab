import { instant, parseRfc3339 } from '../../verifier/index.ts';
import type { Ports } from './ports.ts';
import type { Visit } from './visit.ts';

const GOOD_UNTIL = 'good-until:';
const WATCH = 'watch:';
/** Alarms come half a minute later at the earliest; a check that takes longer than its own deadlines has lost its worker. */
const WATCH_AFTER = 30_000;

/** What an alarm is about. */
export type Alarm = { readonly kind: 'good-until' | 'watch'; readonly tabId: number };

export function alarmOf(name: string): Alarm | null {
  const match = /^(good-until|watch):(\d{1,15})$/.exec(name);
  if (match === null) return null;
  return { kind: match[1] === 'watch' ? 'watch' : 'good-until', tabId: Number(match[2]) };
}

/** One alarm at the earliest expiry of anything the result rests on: a mark must not outlive what it says. */
export async function planRecheck({ browser }: Ports, { tabId, state }: Visit): Promise<void> {
  // A result for another time expires at another time, too.
  if (state.at !== 'judged' || state.result.simulated.includes('clock')) return;
  const until = parseRfc3339(state.result.goodUntil, 'goodUntil');
  await browser.wakeAt(`${GOOD_UNTIL}${String(tabId)}`, instant(until + 1));
}

/** Wakes us when a check has not ended: its worker may have been stopped. */
export async function watch(ports: Ports, tabId: number): Promise<void> {
  await ports.browser.wakeAt(`${WATCH}${String(tabId)}`, ports.now() + WATCH_AFTER);
}

export async function unwatch({ browser }: Ports, tabId: number): Promise<void> {
  await browser.forgetAlarm(`${WATCH}${String(tabId)}`);
}

/** A tab that has gone or moved on needs no alarms. */
export async function forgetAlarms({ browser }: Ports, tabId: number): Promise<void> {
  await Promise.all([browser.forgetAlarm(`${GOOD_UNTIL}${String(tabId)}`), browser.forgetAlarm(`${WATCH}${String(tabId)}`)]);
}
