/** Replaces what a recording must not contain. */
export const REDACTED = '(redacted)';

/** Headers that identify a person, or grant access. */
const PERSONAL =
  /cookie|auth(?!ority)|token|session|secret|credential|api-?key|csrf|xsrf|request-?id|trace|-ip$|^x-forwarded|^forwarded$/i;

/** A signed token, wherever it appears. */
const TOKEN = /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g;

/** Headers as the recording has them: every name with its values, personal ones redacted. */
export function redactedHeaders(rawHeaders: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    headers.set(name, [...(headers.get(name) ?? []), PERSONAL.test(name) ? REDACTED : redactedText(value)]);
  }
  return Object.fromEntries(headers);
}

/** Removes tokens and the query strings of addresses from a text. */
const redactedText = (text: string): string =>
  text.replace(TOKEN, REDACTED).replace(/((?:https?:\/\/|\/)[^\s?"'<>,;]*)\?[^\s"'<>,;]+/g, `$1?${REDACTED}`);

/**
 * An address without what was meant only for the requester: user, password, fragment, and the values of its query, except those
 * that this program put there itself. @param own values that stay: the nonce in the forms in which it is sent
 */
export function redactedUrl(text: string, own: readonly string[]): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  url.hash = '';
  for (const [name, value] of [...url.searchParams]) if (!own.includes(value)) url.searchParams.set(name, REDACTED);
  return url.href;
}
