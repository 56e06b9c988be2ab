import type { RegistrySource } from '../registry/source.ts';
import type { CheckRun } from './check-step.ts';
import type { CheckPorts } from './ports.ts';
import type { Turns } from './turns.ts';

/**
 * A check that waits for its turn: all pages of a window may announce something at once, and the user's acceptance re-appraises
 * every tab. A chain is asked after the mark is painted, so the turn ends before that.
 */
export async function checkInTurn(
  ports: CheckPorts,
  turns: Turns,
  inspect: (ports: CheckPorts, check: CheckRun) => Promise<void>,
  check: CheckRun,
): Promise<void> {
  const origin = (await ports.visits.read(check.tabId))?.origin ?? null;
  // Nothing to do here: the check run itself finds out.
  if (origin === null) {
    await inspect(ports, check);
    return;
  }
  const end = await turns.take(origin, check.signal).catch(() => null);
  if (end === null) return;
  const registry: RegistrySource = {
    ask(question, seen, signal) {
      end();
      return ports.registry.ask(question, seen, signal);
    },
  };
  await inspect({ ...ports, registry }, check).finally(end);
}
