import type { SiteDocument } from '../../verifier/protocol/index.ts';
import { appraiseRegistered } from './appraise-site.ts';
import { step, type CheckRun } from './check-step.ts';
import type { CheckPorts } from './ports.ts';
import type { Visit } from './visit.ts';

/**
 * Off the critical path: the badge is painted before the chain is asked, and only a contradiction changes it. A row that already
 * answers the same question stays, and no node is asked.
 */
export async function askRegistry(ports: CheckPorts, check: CheckRun, visit: Visit, document: SiteDocument): Promise<void> {
  const { signal } = check;
  if (visit.state.at !== 'appraised' || visit.private || visit.origin === null) return;
  const { binding, execution } = document;
  const { origin, resumed, registry, registryQuestion } = visit;
  const registered = () => appraiseRegistered(ports, document, origin, signal);
  const answered =
    registry?.at === 'answered' && registryQuestion !== null ? { question: registryQuestion, view: registry } : null;
  const question = { origin, result: visit.state.result, binding, registered, execution, resumed, answered };
  // Progress of an abandoned look-up must not replace a later result.
  const show = (view: Visit['registry']): void => {
    void ports.visits.update(check.tabId, check.id, (current) =>
      signal.aborted ? current : { ...current, registry: view, registryQuestion: null },
    );
  };
  const answer = await ports.registry.ask(question, show, signal);
  if (answer === null && registry === null) return;
  await step(ports, check, (current) => ({
    ...current,
    registry: answer?.view ?? null,
    registryQuestion: answer?.question ?? null,
    resumed: 0,
  }));
}
