import { toAscii } from '../bytes/text.ts';
import { Malformed } from '../malformed.ts';

/** Names in lower case, each line of a field by itself, as a browser shows them. */
export type ResponseFields = readonly (readonly [name: string, value: string])[];

/** A response and the request for it, as far as a signature covers them (RFC 9421, section 2). */
export type SignedMessage = {
  readonly method: string;
  /** Host, and the port where that is not 443. */
  readonly authority: string;
  readonly path: string;
  /** With its question mark; a question mark alone where there is no query (section 2.2.7). */
  readonly query: string;
  readonly status: number;
  readonly fields: ResponseFields;
};

/** `Unencoded-Digest` (draft-ietf-httpbis-unencoded-digest): of the body without any content coding. */
export const DIGEST_FIELD = 'unencoded-digest';
const DIGEST_COMPONENT = `"${DIGEST_FIELD}";sf`;

const DERIVED = {
  '"@method";req': ({ method }) => method,
  '"@authority";req': ({ authority }) => authority,
  '"@path";req': ({ path }) => path,
  '"@query";req': ({ query }) => query,
  '"@status"': ({ status }) => String(status),
} as const satisfies Readonly<Record<string, (message: SignedMessage) => string>>;

const isDerived = (component: string): component is keyof typeof DERIVED => Object.hasOwn(DERIVED, component);

const REQUIRED: readonly string[] = [...Object.keys(DERIVED), '"content-type"', DIGEST_COMPONENT];

/**
 * Fields that say nothing of what a page is or may do, and that whatever stands in between changes: everything else must be signed,
 * so that a field which browsers learn next year is none that anybody can add. Cookies: whoever ends TLS sets them by any answer.
 */
const MAY_BE_UNSIGNED: ReadonlySet<string> = new Set([
  'accept-ranges',
  'age',
  'alt-svc',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'date',
  'etag',
  'expires',
  'keep-alive',
  'last-modified',
  'pragma',
  'server',
  'server-timing',
  'set-cookie',
  'signature',
  'signature-input',
  'transfer-encoding',
  'vary',
  'via',
  'x-cache',
  // Firefox writes these into what it shows of an answer, whatever the server sent.
  'x-firefox-http3',
  'x-firefox-spdy',
  'x-request-id',
]);

/** What a signature over this response covers at least: what it answers, its status, its type, its body and every other field. */
export function componentsOf({ fields }: Pick<SignedMessage, 'fields'>): readonly string[] {
  const names = fields.map(([name]) => name).filter((name) => !MAY_BE_UNSIGNED.has(name) && name !== DIGEST_FIELD);
  return [...new Set([...REQUIRED, ...names.map((name) => `"${name}"`)])];
}

/**
 * What a signature over these components signs (section 2.5).
 * @param parameters the value of `@signature-params` @throws Malformed where the message lacks one of them
 */
export function signatureBase(
  message: SignedMessage,
  components: readonly string[],
  parameters: string,
): Uint8Array<ArrayBuffer> {
  const lines = components.map((component) => `${component}: ${valueOf(message, component)}`);
  return toAscii([...lines, `"@signature-params": ${parameters}`].join('\n'), 'signature base');
}

function valueOf(message: SignedMessage, component: string): string {
  const name = component === DIGEST_COMPONENT ? DIGEST_FIELD : /^"([a-z0-9!#$%&'*+.^_`|~-]+)"$/.exec(component)?.[1];
  const value = isDerived(component) ? DERIVED[component](message) : name === undefined ? null : fieldValue(message, name);
  if (value === null) throw new Malformed('signature-input', `covers ${component}, which is not there`);
  // A line of another component must not be written by a value: browsers join lines of some fields by a line break.
  if (!/^[\x20-\x7e\t]*$/.test(value)) throw new Malformed('signature-input', `${component} is not one line of ASCII`);
  return value;
}

/** Section 2.1: all lines of a field, each without the white space around it, with a comma and a space between; null without any. */
export function fieldValue({ fields }: Pick<SignedMessage, 'fields'>, wanted: string): string | null {
  const lines = fields.filter(([name]) => name === wanted).map(([, value]) => value.replaceAll(/^[ \t]+|[ \t]+$/g, ''));
  return lines.length === 0 ? null : lines.join(', ');
}
