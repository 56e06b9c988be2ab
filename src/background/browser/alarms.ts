import browser from 'webextension-polyfill';

/** Wakes us at this time (milliseconds since 1970), at the earliest half a minute from now; the same name is moved. */
export function wakeAt(name: string, when: number): Promise<void> {
  return Promise.resolve(browser.alarms.create(name, { when }));
}

export async function forgetAlarm(name: string): Promise<void> {
  await browser.alarms.clear(name);
}

/** Add on the first tick: an alarm may be what woke the worker. */
export function onAlarm(heard: (name: string) => void): void {
  browser.alarms.onAlarm.addListener(({ name }) => {
    heard(name);
  });
}
