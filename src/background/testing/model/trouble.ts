import type { ModelBrowser } from './browser.ts';
import type { Choices } from './choices.ts';

const MINUTE_MS = 60_000;
/** By how much a clock jumps: a correction, longer than any result of the model holds, a year. */
const JUMPS_MS = [4 * MINUTE_MS, 90 * MINUTE_MS, 366 * 24 * 60 * MINUTE_MS] as const;

/** The computer's clock is put ahead or back; alarms that are due by it ring. */
export function jumpClock(model: ModelBrowser, choices: Choices): void {
  const jump = JUMPS_MS[choices.below(JUMPS_MS.length)] ?? 0;
  model.now += choices.below(2) === 0 ? jump : -jump;
  for (const [name, when] of [...model.alarms])
    if (when <= model.now) {
      model.alarms.delete(name);
      model.happen({ event: 'alarms.onAlarm', name });
    }
}

/** What no reader expects, whatever it reads. */
const NONSENSE = [null, 7, 'x', [], [7], {}, { format: 1, id: 'x' }] as const;

/** A stored value is damaged: another one stands there, or one of its fields is gone. @returns its new JSON */
function damaged(json: string, choices: Choices): string {
  const value = JSON.parse(json) as unknown;
  const fields = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const lost = fields[choices.below(fields.length || 1)];
  if (lost === undefined || choices.below(2) === 0) return JSON.stringify(NONSENSE[choices.below(NONSENSE.length)]);
  return JSON.stringify({ ...(value as object), [lost]: undefined });
}

/** Something that was stored is damaged: for this session, or (a row may also be lost) on the disk. */
export function damageStorage(model: ModelBrowser, rows: Map<string, unknown>, choices: Choices): void {
  if (choices.below(2) === 0) {
    const key = [...model.stored.keys()][choices.below(model.stored.size || 1)];
    if (key !== undefined) model.stored.set(key, damaged(model.stored.get(key) ?? 'null', choices));
    return;
  }
  const key = [...rows.keys()][choices.below(rows.size || 1)];
  if (key === undefined) return;
  if (choices.below(3) === 0) rows.delete(key);
  else rows.set(key, JSON.parse(damaged(JSON.stringify(rows.get(key) ?? null), choices)));
}
