import { CLICK, PAGE_LINK, type Recognition } from '../../background/discovery/sources.ts';
import { recognised } from '../recognised.ts';
import type { Exchanged, Line, WireKey } from './exchange.ts';

/**
 * How a page of the site announces its attestation: by our Link header, by a third-party form's header, by a marker in its
 * certificate, in the page itself, or by a line in this release's directory. With `no`, no browser asks the site unless its user
 * does.
 */
export type Announced = 'header' | 'field' | 'certificate' | 'page' | 'directory' | 'no' | 'unknown';

/** The page of the site, as far as it announces attestation. */
export type Page = {
  readonly recognition: Recognition;
  readonly announced: Announced;
  /** The endpoint of its connection; null if it did not load. */
  readonly wire: WireKey | null;
  /** Its text; null if it did not load. */
  readonly html: string | null;
};

const MAX_PAGE_BYTES = 1024 * 1024;
const PAGE_TIMEOUT_MS = 5000;

/** Loads the page and recognises the form in the extension's order; a site without an announcement is asked as at a click. */
export async function loadPage(line: Line): Promise<Page> {
  const { origin } = line;
  const page = await line.ask({
    url: `${origin}/`,
    accept: null,
    mediaType: null,
    maxBytes: MAX_PAGE_BYTES,
    timeoutMs: PAGE_TIMEOUT_MS,
  });
  const { wire, headers } = page;
  const recognition =
    recognised(origin, {
      links: [headers?.['link'] ?? []].flat(),
      fields: Object.keys(headers ?? {}),
      leaf: wire?.certificate ?? null,
    }) ?? (linksToAttestation(page) ? PAGE_LINK : CLICK);
  const html = 'bytes' in page ? Buffer.from(page.bytes).toString('utf8') : null;
  return { recognition, announced: announcedBy(recognition, html !== null), wire, html };
}

const linksToAttestation = (page: Exchanged): boolean =>
  'bytes' in page && /<link\b[^>]*\brel=["']?attestation\b/i.test(Buffer.from(page.bytes).toString('utf8'));

function announcedBy({ announcedBy: how, adapter }: Recognition, isSeen: boolean): Announced {
  switch (how) {
    case 'response-header':
      return adapter === 'sealmark' ? 'header' : 'field';
    case 'certificate':
      return 'certificate';
    case 'page-link':
      return 'page';
    case 'list':
      return 'directory';
    // No record of earlier visits.
    case 'seen-before':
    case 'click':
      return isSeen ? 'no' : 'unknown';
  }
}
