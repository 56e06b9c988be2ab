import type { RegistrySource } from '../registry/source.ts';
import type { CheckKind } from './check-kind.ts';
import type { CheckRun } from './check-step.ts';
import type { CheckPorts } from './ports.ts';
import { openTurns, type Turns } from './turns.ts';

/** The turns for each kind of check. */
export type TurnsByKind = Readonly<Record<CheckKind, Turns>>;

/**
 * Whatever begins with a request to the site may wait for a page and for a server that both let it wait, as long as they are
 * allowed to. What follows a decision of the user's does not wait behind that: otherwise a page in an endless loop would keep a green
 * mark over its site's other tabs after their code was rejected. Mostly, that appraises what is at hand, and asks nobody.
 */
export function openTurnsByKind(): TurnsByKind {
  const again = openTurns();
  return { check: openTurns(), reappraisal: again, registry: again };
}

/**
 * A check that waits for its turn: all pages of a window may announce something at once, and the user's acceptance re-appraises
 * every tab. A chain is asked after the mark is painted, so the turn ends before that.
 */
export async function checkInTurn(
  ports: CheckPorts,
  turns: TurnsByKind,
  inspect: (ports: CheckPorts, check: CheckRun) => Promise<void>,
  check: CheckRun,
): Promise<void> {
  const origin = (await ports.visits.read(check.tabId))?.origin ?? null;
  // Nothing to do here: the check run itself finds out.
  if (origin === null) {
    await inspect(ports, check);
    return;
  }
  const end = await turns[check.kind].take(origin, check.signal).catch(() => null);
  if (end === null) return;
  const registry: RegistrySource = {
    ask(question, seen, signal) {
      end();
      return ports.registry.ask(question, seen, signal);
    },
  };
  await inspect({ ...ports, registry }, check).finally(end);
}
