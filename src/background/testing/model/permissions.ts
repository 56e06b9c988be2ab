import type { ModelBrowser } from './browser.ts';
import type { Choices } from './choices.ts';
import { EVERY_SITE } from './extension-api.ts';
import { settle, turn } from './settling.ts';

/** Steps of a withdrawal that are decided one by one; the rest follows by itself. */
const ENDING_STEPS = 12;

/** Now and then the user withdraws every permission, and grants it again. */
export function changePermission(model: ModelBrowser, choices: Choices): void {
  if (choices.below(model.granted ? 4 : 3) !== 1) return;
  model.granted = !model.granted;
  model.happen({ event: `permissions.${model.granted ? 'onAdded' : 'onRemoved'}`, origins: [EVERY_SITE] });
}

/** The user withdraws every permission while nothing else happens, except that a worker may die of it. */
export async function withdrawAll(model: ModelBrowser, choices: Choices, restart: (() => void) | null): Promise<void> {
  model.choices = choices;
  model.granted = false;
  model.happen({ event: 'permissions.onRemoved', origins: [EVERY_SITE] });
  for (let at = 0; at < ENDING_STEPS; at += 1) {
    const kind = (['event', 'call', 'reply'] as const)[choices.below(3)] ?? 'reply';
    model.next(kind, choices.below)?.();
    await turn();
    if (restart !== null && choices.below(ENDING_STEPS) === 1) {
      model.kill();
      restart();
    }
  }
  await settle(model);
}
