import type { AdapterId } from '../api/adapters.ts';
import type { Announcement } from '../api/site-view.ts';
import type { SiteDirectory } from '../api/site-directory.ts';
import { findSite } from './directory/directory.ts';
import { announcesAttestation } from './link-header.ts';
import { adapterOfCertificate, adapterOfFields, isRead } from './markers.ts';

/** Why a site may be asked for evidence, and in which form it serves it: null if only its answer will tell. */
export type Recognition = { readonly announcedBy: Announcement; readonly adapter: AdapterId | null };

/** The parts of a page's response that may announce attestation. */
export type PageResponse = {
  /** Values of its Link fields. */
  readonly links: readonly string[];
  /** Names of its fields, in lower case. */
  readonly fields: readonly string[];
  /** Leaf of its connection's chain (DER), validated or not; null if the browser shows none (Chromium). */
  readonly leaf: Uint8Array | null;
};

/** What else is known of a page when it has arrived. */
export type PageContext = {
  /** Serialised https origin. */
  readonly origin: string;
  readonly directory: SiteDirectory;
  /** The form in which this origin attested at an earlier visit; null if none is on record. */
  readonly attestedBefore: { readonly adapter: AdapterId } | null;
  readonly isPrivate: boolean;
  /** The user requested a check of this origin in this tab. */
  readonly clicked: boolean;
};

/** The page says where its attestation is: at the one path of our own form. */
export const PAGE_LINK: Recognition = { announcedBy: 'page-link', adapter: 'sealmark' };
/** The user asks; the answer reveals the form. */
export const CLICK: Recognition = { announcedBy: 'click', adapter: null };

/** One way of finding out that a site attests itself. */
type DiscoverySource<T> = (page: T) => Recognition | null;

const by = (announcedBy: Announcement, adapter: AdapterId | null): Recognition | null =>
  adapter === null || !isRead(adapter) ? null : { announcedBy, adapter };

/** What the page's own response says: known as soon as the document arrives. */
const inResponse: readonly DiscoverySource<PageResponse>[] = [
  // Our own announcement (docs/PROTOCOL.md section 1).
  ({ links }) => (announcesAttestation(links) ? by('response-header', 'sealmark') : null),
  ({ fields }) => by('response-header', adapterOfFields(fields)),
  ({ leaf }) => (leaf === null ? null : by('certificate', adapterOfCertificate(leaf))),
];

/** What else is known. A page's link (`app/tabs.ts`) comes later and is a source of its own. */
const inContext: readonly DiscoverySource<PageContext>[] = [
  ({ directory, origin }) => by('list', findSite(directory, origin)?.adapter ?? null),
  // In a private window the request itself would reveal that this user was here before.
  ({ attestedBefore, isPrivate }) => (isPrivate ? null : by('seen-before', attestedBefore?.adapter ?? null)),
  ({ clicked }) => (clicked ? CLICK : null),
];

const first = <T>(sources: readonly DiscoverySource<T>[], page: T): Recognition | null => {
  for (const source of sources) {
    const found = source(page);
    if (found !== null) return found;
  }
  return null;
};

/** What the response itself announces; null for most. */
export const recogniseResponse = (response: PageResponse): Recognition | null => first(inResponse, response);

/** What is known of a site whose response announces nothing; null for an unlisted site, which gets no request. */
export const recogniseSite = (page: PageContext): Recognition | null => first(inContext, page);
