import { open } from '../../verifier/index.ts';
import type { ConnectionEnd } from '../../verifier/protocol/index.ts';
import type { Problem } from '../api/problem.ts';
import { isBoundedAge } from '../api/bounded-age.ts';
import type { ServiceState } from '../api/services.ts';
import { readReplies } from '../discovery/forms.ts';
import { notCarried } from '../discovery/site-answer.ts';
import { appraiseSite } from './appraise-site.ts';
import { askSite } from './ask-site.ts';
import type { CheckPorts } from './ports.ts';
import { planRecheck } from './schedule.ts';
import type { StoredService } from './services.ts';
import { restoreChannel } from './stored-channel.ts';
import type { Visit } from './visit.ts';

/** Milliseconds for the whole check of a service: nobody watches the popup for longer. */
const SERVICE_TIMEOUT_MS = 60_000;

/** Checks services on behalf of documents. */
export type ServiceCheck = { readonly tabId: number; readonly id: string; readonly service: string };

/**
 * Checks one service behind a page: asks it over a connection of the background's own, and compares the keys that its evidence
 * names with those seen in the page's own requests to it. Writes only the row of the visit. Never rejects because of an answer.
 */
export async function checkService(ports: CheckPorts, check: ServiceCheck): Promise<void> {
  const visit = await ports.visits.read(check.tabId);
  const row = visit?.services.find(({ origin }) => origin === check.service);
  if (visit?.id !== check.id || row === undefined) return;
  const knowledge = await ports.knowledge.current();
  const state = await appraised(ports, visit, row).catch((error: unknown): ServiceState => {
    ports.report(error);
    return unavailable({ code: 'internal', fault: 'ours', remedy: 'report-to-us', facts: {} });
  });
  const boundedAge = state.at === 'appraised' && isBoundedAge(state.result);
  const isLastWord = knowledge === (await ports.knowledge.current());
  // Requests seen and decisions made in the meantime are not in the result, so the result must not be shown as if they were.
  const mayStand = (one: StoredService): boolean => isLastWord && (one.channel === row.channel || same(one, row));
  await ports.visits.update(check.tabId, check.id, (now) => ({
    ...now,
    services: now.services.map((one) =>
      one.origin === check.service && one.state.at === 'checking'
        ? { ...one, boundedAge, state: mayStand(one) ? state : { at: 'unchecked' } }
        : one,
    ),
    knowledge: now.state.at === 'appraised' ? now.knowledge : knowledge,
  }));
  await planRecheck(ports);
}

const same = (a: StoredService, b: StoredService): boolean => JSON.stringify(a.channel) === JSON.stringify(b.channel);

const unavailable = (problem: Problem): ServiceState => ({ at: 'unavailable', problem });

async function appraised(ports: CheckPorts, visit: Visit, row: StoredService): Promise<ServiceState> {
  const { origin, adapter } = row;
  const signal = AbortSignal.timeout(SERVICE_TIMEOUT_MS);
  const channel = restoreChannel(row.channel);
  const connection: ConnectionEnd | null = channel.kind === 'observed' ? { spki: channel.spki, certificate: null } : null;
  const { tabId, documentId } = visit;
  const asked = await askSite(ports, {
    tabId,
    documentId,
    origin,
    adapter,
    connection,
    clicked: false,
    request: 'first',
    signal,
  });
  if (asked === null) return unavailable(notCarried(origin));
  if ('problem' in asked) return unavailable(asked.problem);
  const read = readReplies(adapter, asked.replies, { origin, nonce: asked.nonce, connection });
  if ('problem' in read) return unavailable(read.problem);
  const { result, code, problems, clock } = await appraiseSite(ports, {
    origin,
    private: visit.private,
    document: read.document,
    opening: open(read.document.evidence),
    nonce: asked.nonce,
    channel,
    seen: () => Promise.resolve({ scripts: { kind: 'unguarded', because: 'guard-silent' }, response: null }),
    before: [],
    signal,
    waiting: () => Promise.resolve(),
  });
  return clock === null ? { at: 'appraised', result, published: code.published, problems } : unavailable(clock);
}
