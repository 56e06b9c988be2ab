import browser from 'webextension-polyfill';

/**
 * Wakes us at this time (milliseconds since 1970), but no sooner than in half a minute; setting the same name again moves the
 * alarm.
 */
export function wakeAt(name: string, when: number): Promise<void> {
  return Promise.resolve(browser.alarms.create(name, { when }));
}

/** Cancels it, if it is set. */
export async function forgetAlarm(name: string): Promise<void> {
  await browser.alarms.clear(name);
}

/** Must be added on the first tick: an alarm may be what woke the worker. */
export function onAlarm(heard: (name: string) => void): void {
  browser.alarms.onAlarm.addListener(({ name }) => {
    heard(name);
  });
}
