import { measurementDigest, readMeasurement } from '../../verifier/audits/measurement.ts';
import {
  isProperty,
  OAK_CLAIM,
  PREDICATE_TYPE,
  PROPERTIES,
  STATEMENT_TYPE,
  UNCOVERED_INPUTS,
} from '../../verifier/audits/vocabulary.ts';
import { instant, parseJsonObject, toRfc3339 } from '../../verifier/index.ts';
import { RequestError } from '../request-error.ts';

/** The arguments of `audit init`. Registers under their names in lower case. */
export type Draft = {
  readonly tee: string;
  readonly registers: Readonly<Record<string, string>>;
  readonly name: string;
  readonly auditor: { readonly id: string; readonly name: string };
  readonly properties: readonly string[];
  readonly source: { readonly uri: string; readonly commit: string; readonly tag: string | null } | null;
  readonly report: { readonly uri: string; readonly sha256: string | null; readonly title: string | null } | null;
  readonly scope: string;
  readonly notCovered: readonly string[];
  readonly origins: readonly string[];
  /** How long it is valid. */
  readonly days: number;
};

const DAY_MS = 24 * 60 * 60 * 1000;
const seconds = (at: number): string => toRfc3339(instant(at)).replace(/\.\d+Z$/, 'Z');

/**
 * The statement as JSON text, to be read, edited and signed. @param now milliseconds since 1970 @throws RequestError, Malformed
 */
export function draftText(draft: Draft, now: number): string {
  const measurement = { tee: draft.tee, ...draft.registers };
  const code = readMeasurement(
    parseJsonObject(new TextEncoder().encode(JSON.stringify(measurement)), 'measurement', 64 * 1024),
    'identifies',
  );
  const unknown = draft.properties.find((property) => !isProperty(property));
  if (unknown !== undefined || draft.properties.length === 0)
    throw new RequestError('bad-request', `--property: ${unknown ?? 'none'}; one or more of ${PROPERTIES.join(', ')}`);
  const claims = draft.properties.flatMap((property) => (isProperty(property) ? (OAK_CLAIM[property] ?? []) : []));
  const { source, report } = draft;
  const predicate = {
    verifier: draft.auditor,
    timeCreated: seconds(now),
    properties: draft.properties,
    ...(claims.length === 0 ? {} : { claims: claims.map((type) => ({ type })) }),
    measurement,
    ...(source === null
      ? {}
      : {
          source: {
            uri: `git+${source.uri.replace(/^git\+/, '')}`,
            digest: { gitCommit: source.commit },
            ...(source.tag === null ? {} : { tag: source.tag }),
          },
        }),
    ...(report === null
      ? {}
      : {
          report: {
            uri: report.uri,
            ...(report.sha256 === null ? {} : { digest: { sha256: report.sha256 } }),
            ...(report.title === null ? {} : { title: report.title }),
          },
        }),
    ...(draft.scope === '' ? {} : { scope: draft.scope }),
    notCovered: draft.notCovered.map(uncovered),
    ...(draft.origins.length === 0 ? {} : { appliesTo: { origins: draft.origins } }),
    validity: { notBefore: seconds(now), notAfter: seconds(now + draft.days * DAY_MS) },
  };
  const subject = [{ name: draft.name, digest: { sha256: measurementDigest(code) } }];
  return `${JSON.stringify({ _type: STATEMENT_TYPE, subject, predicateType: PREDICATE_TYPE, predicate }, null, 2)}\n`;
}

/** `late-environment`, or `late-environment=A sentence.` @throws RequestError */
function uncovered(text: string): { readonly input: string; readonly text?: string } {
  const [input = '', ...sentence] = text.split('=');
  if (!UNCOVERED_INPUTS.some((one) => one === input))
    throw new RequestError('bad-request', `--not-covered ${input}: one of ${UNCOVERED_INPUTS.join(', ')}`);
  return sentence.length === 0 ? { input } : { input, text: sentence.join('=') };
}
