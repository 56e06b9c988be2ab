import type { RegistrySource } from '../registry/source.ts';
import type { CheckRun } from './check-step.ts';
import type { CheckPorts } from './ports.ts';
import type { Turns } from './turns.ts';

/**
 * A check in its turn: the pages of a whole window may announce something at once, and what the user accepts judges every tab
 * again. A chain is asked when the mark stands already, so the turn ends there.
 */
export async function checkInTurn(
  ports: CheckPorts,
  turns: Turns,
  inspect: (ports: CheckPorts, check: CheckRun) => Promise<void>,
  check: CheckRun,
): Promise<void> {
  const origin = (await ports.visits.read(check.tabId))?.origin ?? null;
  // Nothing to look at: whoever inspects finds out.
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
