import { equalBytes } from '../../bytes/equal.ts';
import type { JsonObject } from '../../encoding/json-value.ts';
import { Malformed } from '../../malformed.ts';
import { defineAdapter, foreignDocument, OtherFormat, type Asked } from '../adapter.ts';
import { originParts } from '../origin-parts.ts';
import { ANSWER_TIMEOUT_MS, evidenceIn, jsonOf, MAX_ANSWER_BYTES } from './answer.ts';

/** `<application>[-<port>].<base>`; with an `s` after the port the application ends the connection itself. */
const HOST = /^[0-9a-f]{40}(?:-\d{1,5})?\.(.+)$/;

/** dstack's gateways, which end the connections of the applications behind them. */
export const dstackGateway = defineAdapter({
  id: 'dstack-gateway',
  title: 'dstack gateway',
  requests({ origin }) {
    const { host, port } = originParts(origin);
    const base = HOST.exec(host)?.[1];
    const gateway = base === undefined ? host : `gateway.${base}`;
    return [
      {
        url: `https://${gateway}${port === null ? '' : `:${port}`}/.dstack/acme-info`,
        accept: 'application/json',
        maxBytes: MAX_ANSWER_BYTES,
        timeoutMs: ANSWER_TIMEOUT_MS,
      },
    ];
  },
  reads([answer], asked) {
    const json = jsonOf(answer, 'answer');
    if (!json.has('quoted_hist_keys')) throw new OtherFormat('no quoted_hist_keys');
    const entries = json.array('quoted_hist_keys').objects().map(entryIn);
    const entry = entryFor(entries, asked);
    if (entry === undefined) throw new Malformed('answer.quoted_hist_keys', 'no key');
    return foreignDocument({
      evidence: { type: 'dcap-quote', bytes: entry.quote, parameters: {} },
      binding: { layout: 'dstack-zt', spki: entry.spki },
    });
  },
});

type Entry = { readonly spki: Uint8Array; readonly quote: Uint8Array };

const entryIn = (entry: JsonObject): Entry => ({
  spki: evidenceIn(entry, 'public_key'),
  quote: evidenceIn(entry, 'quote'),
});

/** The page's own key, or the last of the history, which is the one in use. */
function entryFor(entries: readonly Entry[], { connection }: Asked): Entry | undefined {
  const own = connection === null ? undefined : entries.find(({ spki }) => equalBytes(spki, connection.spki));
  return own ?? entries.at(-1);
}
