import type { WebRequest } from 'webextension-polyfill';

type Received = WebRequest.OnHeadersReceivedDetailsType;

/** What a page's response says before its certificate is known: its address, its Link fields' values, the names of its fields. */
export type PageHead = { readonly url: string; readonly links: readonly string[]; readonly fields: readonly string[] };

/** @returns everything in it that may announce attestation */
export const headOf = (details: Received): PageHead => ({
  url: details.url,
  links: valuesOf(details, 'link'),
  fields: namesOf(details),
});

/** The names of all response fields, in lower case. */
export const namesOf = ({ responseHeaders }: Received): readonly string[] =>
  (responseHeaders ?? []).map(({ name }) => name.toLowerCase());

/** The values of all response fields of this name. */
export function valuesOf({ responseHeaders }: Received, wanted: string): readonly string[] {
  return (responseHeaders ?? []).filter(({ name }) => name.toLowerCase() === wanted).map(({ value }) => value ?? '');
}

/** Does the response ask to be saved, not shown? RFC 6266, section 4.2: whatever is not `inline` is handled like an attachment. */
export const savesAsFile = (details: Received): boolean =>
  valuesOf(details, 'content-disposition').some((disposition) => !/^\s*inline\s*(?:;|$)/i.test(disposition));
