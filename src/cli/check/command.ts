import { readFile, rename, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { pinnedAnchors, toRfc3339, instant, type Anchors } from '../../verifier/index.ts';
import { printLine } from '../printable.ts';
import { RequestError } from '../request-error.ts';
import { checkSite, VISITS, type SiteReport } from './check.ts';
import { manufacturers, nobody } from './endorsements.ts';
import type { Route } from './exchange.ts';
import { servicesOf } from './services.ts';
import { changeMark, metricsOf, reportJson, statusOf, tellReport } from './tell.ts';

/** Usage, printed with every error in the arguments. */
export const CHECK_USAGE = `sealmark check https://HOST [--all | --json] [--times N] [--watch SECONDS] [--metrics FILE]
               [--service https://HOST]… [--connect-to HOST:PORT] [--web-root FILE] [--offline]`;

/** The command's inputs besides its arguments; tests supply their own. */
export type CheckContext = {
  readonly anchors: Anchors;
  readonly print: (text: string) => void;
  /** Stops a watch. */
  readonly signal: AbortSignal;
};

const usage = (why: string): RequestError => new RequestError('bad-request', `${why}\nusage: ${CHECK_USAGE}`);

/**
 * What a visitor's browser will show for a site, from any machine. @returns the exit status (`statusOf`) of the last check
 * @throws RequestError for unknown arguments
 */
export async function check(words: readonly string[], context: Partial<CheckContext> = {}): Promise<number> {
  const { anchors = pinnedAnchors, print = printLine, signal } = context;
  const { values, positionals } = parsed(words);
  const route = await routeOf(positionals, values);
  const times = whole(values.times, '--times', VISITS);
  const services = [...new Set([...servicesOf(route.origin), ...(values.service ?? []).map(originIn)])];
  const watch = values.watch === undefined ? null : whole(values.watch, '--watch', 0);
  const ending = watch === null ? undefined : (signal ?? interrupted());
  let before: string | null = null;
  for (;;) {
    const measure = { anchors, references: [], ask: values.offline === true ? nobody : manufacturers() };
    const report = await checkSite(route, measure, times, services);
    if (values.metrics !== undefined) await writeMetrics(values.metrics, report);
    const mark = changeMark(report);
    if (watch === null || before === null)
      print(values.json === true ? reportJson(report) : tellReport(report, values.all === true));
    else if (mark !== before) print(values.json === true ? reportJson(report) : changeLine(report));
    before = mark;
    if (watch === null) return statusOf(report);
    try {
      await sleep(watch * 1000, undefined, { ...(ending === undefined ? {} : { signal: ending }) });
    } catch {
      return statusOf(report);
    }
  }
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        all: { type: 'boolean' },
        json: { type: 'boolean' },
        offline: { type: 'boolean' },
        service: { type: 'string', multiple: true },
        times: { type: 'string' },
        watch: { type: 'string' },
        metrics: { type: 'string' },
        'connect-to': { type: 'string' },
        'web-root': { type: 'string' },
      },
    });
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
}

type Values = ReturnType<typeof parsed>['values'];

async function routeOf([site, ...others]: readonly string[], values: Values): Promise<Route> {
  if (site === undefined || others.length > 0) throw usage('Name one site.');
  const origin = originIn(site);
  const node = values['connect-to'] === undefined ? null : /^(.+):(\d{1,5})$/.exec(values['connect-to']);
  if (values['connect-to'] !== undefined && node === null) throw usage('--connect-to is HOST:PORT.');
  const root = values['web-root'];
  return {
    origin,
    ...(node === null ? {} : { connectTo: { host: node[1] ?? '', port: Number(node[2]) } }),
    ...(root === undefined
      ? {}
      : { webRoots: await readFile(root, 'utf8').catch(() => Promise.reject(usage(`${root} cannot be read.`))) }),
  };
}

function originIn(address: string): string {
  if (!URL.canParse(address)) throw usage(`${address} is no address.`);
  const { origin, protocol } = new URL(address);
  if (protocol !== 'https:') throw usage(`${address} is not https: it has no connection to attest.`);
  return origin;
}

function whole(text: string | undefined, name: string, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw usage(`${name} is a whole number, one or more.`);
  return Number(text);
}

const changeLine = ({ badge, headline, sentence, keys }: SiteReport): string =>
  `${toRfc3339(instant(Date.now()))} ${badge}: ${headline} ${sentence} (${keys.map((key) => key.slice(0, 16)).join(', ')})`;

/** Atomically, because a collector may read at any time. */
async function writeMetrics(file: string, report: SiteReport): Promise<void> {
  try {
    await writeFile(`${file}.new`, metricsOf(report, Date.now()));
    await rename(`${file}.new`, file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RequestError('bad-request', `The metrics cannot be written to ${file} (${why}).`);
  }
}

function interrupted(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    controller.abort();
  });
  return controller.signal;
}
