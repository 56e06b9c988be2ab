import { instant, toBase64 } from '../../../verifier/index.ts';
import { DOCUMENT_MEDIA_TYPE } from '../../../verifier/protocol/index.ts';
import { selfSigned } from '../../../verifier/testing/authority.ts';
import { p256Key } from '../../../verifier/testing/keys.ts';
import { testCrypto } from '../../../verifier/testing/appraise-case.ts';
import { startBackground } from '../../app/background.ts';
import type { Common } from '../../app/platform.ts';
import { checkService } from '../../app/check-service.ts';
import { runCheck } from '../../app/check-run.ts';
import type { CheckPorts } from '../../app/ports.ts';
import { marks } from '../../browser/action.ts';
import { forgetAlarm, onAlarm, wakeAt } from '../../browser/alarms.ts';
import { onMessage } from '../../browser/messages.ts';
import { mayCheck, onHostsChanged } from '../../browser/permissions.ts';
import { listenToCouriers, listenToNavigation, listenToServices } from '../../browser/requests.ts';
import { session } from '../../browser/session.ts';
import { documentOf, openTabs, reloadPastCaches, tab } from '../../browser/tabs.ts';
import { noRegistry } from '../../registry/source.ts';
import type { Tables } from '../../state/tables.ts';
import { playedRules } from '../page-rules.ts';
import { memoryTables } from '../memory.ts';
import { ModelBrowser } from './browser.ts';
import { choicesOf, type Choices } from './choices.ts';
import { current } from './current.ts';
import { extensionApi } from './extension-api.ts';
import { changePermission, withdrawAll } from './permissions.ts';
import { DIRECTORY, talkToService } from './services.ts';
import { settle, turn } from './settling.ts';
import { inNewTab, interleaved, played, TRACES, type Truth } from './traces.ts';
import { damageStorage, jumpClock } from './trouble.ts';
import { endOf } from './wrong.ts';
import { FOLLOWS_NOBODY, keepersOf, NO_DIRECTORY, speaking } from '../speaking.ts';

const ATTESTED = p256Key('the enclave');
const leaves = {
  attested: selfSigned({ subject: 'good.test', key: ATTESTED }).certificate,
  front: selfSigned({ subject: 'good.test', key: p256Key('the front of the operator') }).certificate,
};
/** Base64 of the key that the evidence names. */
export const ATTESTED_SPKI = toBase64(ATTESTED.spki);
const leafOf = (host: string, node: string): Uint8Array =>
  host === 'good.test' && node === '0' ? leaves.attested : leaves.front;

/** The fixed inputs of one run, besides the decisions in it. */
export type Run = {
  readonly browser: 'chromium' | 'firefox';
  /** Which recordings each tab plays, one after the other. */
  readonly tabs: readonly (readonly number[])[];
  readonly choices: readonly number[];
  /** Decides after everything has happened, when the user withdraws every permission. */
  readonly ending: readonly number[];
  readonly refusing: boolean;
  readonly dying: boolean;
  /** The clock jumps, and what was stored is damaged. */
  readonly troubled: boolean;
};

/** An attesting site's answer; the model's appraiser reads no further. */
export const REPORTED = { status: 200, contentType: DOCUMENT_MEDIA_TYPE, bytes: new Uint8Array(0) as Uint8Array };

/** Plays a run to its end. @returns what was wrong; empty when nothing was */
export async function play(run: Run): Promise<{ readonly wrong: readonly string[]; readonly verified: number }> {
  const firefox = run.browser === 'firefox';
  const choices = choicesOf(run.choices, run.refusing);
  const truth: Truth = new Map();
  const model = new ModelBrowser(choices, truth, firefox, leafOf);
  current.model = model;
  current.api = extensionApi(model, { leafOf });
  const tables = memoryTables();
  const scripts = run.tabs.map((turns, index) => scriptOf(run, turns, index + 1, truth, choices, model));
  const start = (): void => {
    startWorker(model, tables, firefox, truth);
  };
  start();
  while (scripts.some((script) => script.length > 0)) {
    await step(model, choices, scripts);
    if (run.troubled && choices.below(20) === 1) {
      if (choices.below(2) === 0) jumpClock(model, choices);
      else damageStorage(model, tables.rows, choices);
    }
    if (run.dying && choices.below(30) === 1) {
      model.kill();
      start();
    }
  }
  model.release();
  await settle(model);
  const found = await endOf(model, truth);
  await withdrawAll(model, choicesOf(run.ending, run.refusing), run.dying ? start : null);
  const { wrong } = await endOf(model, truth);
  model.kill();
  return { wrong: [...model.wrong, ...found.wrong, ...wrong], verified: found.verified };
}

function scriptOf(run: Run, turns: readonly number[], tab_: number, truth: Truth, choices: Choices, model: ModelBrowser) {
  const all = TRACES[run.browser];
  const events = turns.flatMap((turn_, index) => {
    const trace = all[turn_ % all.length];
    if (trace === undefined) return [];
    if (trace.private) model.hidden.add(tab_);
    const events = played(trace, tab_, index, truth);
    return run.browser === 'firefox' && index === 0 ? inNewTab(events, tab_, index, choices) : events;
  });
  return (run.browser === 'firefox' ? interleaved(events, choices) : events).filter(({ event }) => event !== 'shows');
}

async function step(model: ModelBrowser, choices: Choices, scripts: ReturnType<typeof scriptOf>[]): Promise<void> {
  const kind = choices.below(10);
  if (kind === 9) {
    changePermission(model, choices);
    return;
  }
  if (kind === 8) {
    talkToService(model, choices);
    return;
  }
  // An idle browser completes everything before the next thing happens.
  if (kind <= 2) await settle(model);
  const doing = ([, , , 'event', 'call', 'reply'] as const)[kind];
  const go = doing === undefined ? undefined : model.next(doing, choices.below);
  if (go !== undefined) {
    go();
    await turn();
    return;
  }
  const left = scripts.filter((script) => script.length > 0);
  const [next] = left[choices.below(left.length)]?.splice(0, 1) ?? [];
  if (next !== undefined) model.happen(next);
}

function startWorker(model: ModelBrowser, tables: ReturnType<typeof memoryTables>, firefox: boolean, truth: Truth): void {
  startBackground({
    now: () => instant(model.now),
    random: (length) => Uint8Array.from({ length }, () => model.random()),
    report: () => undefined,
    later: () => () => undefined,
    order: firefox ? 'loose' : 'strict',
    session,
    tables: slowly(model, tables),
    directory: { shipped: DIRECTORY, urls: [], keys: [] },
    marks: marks(),
    rules: playedRules(),
    site: {
      fetchAnswer: () => model.call(() => ({ reply: REPORTED })),
      carryAnswer: () => model.call(() => ({ reply: REPORTED })),
      isControlled: ({ tabId, documentId }) =>
        model.call(() => (model.tab(tabId).documentId === documentId ? isControlled(truth, documentId) : null)),
    },
    browser: {
      tab,
      documentOf,
      openTabs,
      mayCheck,
      reloadPastCaches,
      reloadOrigin: () => Promise.resolve(),
      registerHints: () => Promise.resolve(),
      wakeAt,
      forgetAlarm,
    },
    listen: {
      toNavigation: listenToNavigation,
      toCouriers: listenToCouriers,
      toServices: listenToServices,
      toSignedBodies: () => undefined,
      toMessages: onMessage,
      toAlarms: onAlarm,
      toHosts: onHostsChanged,
      toScheme: () => ({ dark: () => false, seen: () => Promise.resolve() }),
      toFreshStart: () => undefined,
    },
    tellPages: () => undefined,
    loadChecks: (common) =>
      Promise.resolve({
        inspect: (check) => runCheck(checkPorts(common), check),
        inspectService: (check) => checkService(checkPorts(common), check),
        tried: () => Promise.reject(new Error('no chain')),
        ...keepersOf(speaking(FOLLOWS_NOBODY, common)),
        updater: NO_DIRECTORY,
      }),
  });
}

/** The browser's own pages admit no script. */
function isControlled(truth: Truth, documentId: string): boolean | null {
  const origin = truth.get(documentId);
  return origin === 'browser' ? null : origin === 'worker';
}

/** Tables whose every answer comes later, or not at all. */
function slowly(model: ModelBrowser, tables: Tables): Tables {
  const late = async <T>(what: () => Promise<T>): Promise<T> => {
    await model.call(() => undefined);
    return await what();
  };
  return {
    get: (table, key) => late(() => tables.get(table, key)),
    all: (table) => late(() => tables.all(table)),
    count: (table) => late(() => tables.count(table)),
    put: (table, key, value) => late(() => tables.put(table, key, value)),
    putAll: (table, rows) => late(() => tables.putAll(table, rows)),
    remove: (table, key) => late(() => tables.remove(table, key)),
  };
}

function checkPorts(common: Common): CheckPorts {
  return {
    ...common,
    crypto: () => testCrypto,
    endorsements: { sources: [] } as unknown as CheckPorts['endorsements'],
    references: [],
    ...speaking(FOLLOWS_NOBODY, common),
    registry: noRegistry,
  };
}
