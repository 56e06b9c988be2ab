import type { CodeDecision, CodeOutcome, ListState, Statement, StatementTee } from '../../verifier/audits/index.ts';
import type { Claims, ReferenceValue, Voucher } from '../../verifier/index.ts';

/** A key of a list, and its SHA-256, by which people compare it (64 hexadecimal digits; pages show groups). */
export type ListKey = { readonly key: string; readonly fingerprint: string; readonly use: 'current' | 'next' | 'retired' };

/** A list that was fetched and verified under the requested key but is not followed yet: it has no effect. */
export type ListPreview = {
  readonly url: string;
  /** The key under which it was requested. */
  readonly key: string;
  /** Of the previewed text; `lists.subscribe` follows exactly that text. */
  readonly digest: string;
  readonly id: string;
  readonly title: string;
  readonly homepage: string | null;
  readonly contact: string | null;
  readonly version: number;
  /** RFC 3339. */
  readonly issued: string;
  readonly expires: string;
  readonly threshold: number;
  readonly keys: readonly ListKey[];
  readonly statements: number;
  readonly denials: number;
  readonly revocations: number;
  /** The kinds of TEE that its statements are about. */
  readonly tees: readonly StatementTee[];
  /** The host that will be asked at fixed times if the list is followed. */
  readonly host: string;
  readonly followed: boolean;
  readonly demonstration: boolean;
};

/** A list that the user follows. */
export type ListedSubscription = {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly homepage: string | null;
  readonly demonstration: boolean;
  readonly version: number;
  readonly issued: string;
  readonly expires: string;
  /**
   * `stale`: expired, within its days of grace; `lapsed`: only its warnings count; `unreadable`: its text was lost, with the same
   * effect.
   */
  readonly status: 'current' | 'stale' | 'lapsed' | 'unreadable';
  readonly threshold: number;
  readonly keys: readonly ListKey[];
  readonly statements: number;
  readonly denials: number;
  readonly revocations: number;
  readonly withdrawn: number;
  readonly since: string;
  readonly checkedAt: string;
  readonly triedAt: string;
  /** `code` is a `ListRefusal`, a `ProblemCode`, or `list.not-allowed`: no permission for this host. */
  readonly problem: { readonly code: string; readonly detail: string } | null;
};

/** A list that the release offers; nothing is subscribed to automatically. */
export type OfferedList = { readonly url: string; readonly key: string; readonly title: string; readonly demonstration: boolean };

/** The file that the options page exports: addresses and keys of lists, nothing that identifies a person. */
export type ListsFile = {
  readonly format: 'sealmark-lists-1';
  readonly lists: readonly Pick<OfferedList, 'url' | 'key' | 'title'>[];
};

/** What importing a file of lists would add. Importing adds no key: each list is previewed and followed separately. */
export type ListsDifference = { readonly added: ListsFile['lists']; readonly known: number };

/** A statement in a list, for search and browsing. */
export type StatementRow = Pick<Statement, 'digest' | 'name' | 'tee' | 'registers' | 'createdAt' | 'notAfter' | 'properties'> & {
  readonly revoked: boolean;
};

/** Code that was measured and authenticated by one of our own pages, and whose own entries matched it. */
export type MeasuredCode = { readonly tee: string; readonly claims: Claims; readonly vouchedBy: readonly Voucher[] };

/** What followed lists state of the code of evidence that came in a file: the decision, and what an appraisal compares it with. */
export type StatedOfCode = { readonly decision: CodeDecision; readonly references: readonly ReferenceValue[] };

export type { CodeOutcome, ListState };

/**
 * `https://auditor.example/subscribe#tee-audit-list=<url>&key=ed25519:<base64url>` → the list to preview; null for anything else.
 * Opening such a link subscribes to nothing.
 */
export function readSubscribeLink(text: string): { readonly url: string; readonly key: string } | null {
  const [, fragment] = /^https:\/\/[^\s#]+#([\x21-\x7e]{1,2000})$/.exec(text.trim()) ?? [];
  if (fragment === undefined) return null;
  const asked = new Map(
    fragment.split('&').map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [name, decoded(value.join('='))] as const;
    }),
  );
  const [url, key] = [asked.get('tee-audit-list') ?? '', asked.get('key') ?? ''];
  return key !== '' && isFetchable(url) ? { url, key } : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray per cent sign: nobody meant this as an address.
    return '';
  }
}

/** An address that a list may have: https, ASCII, without user name, password or fragment. */
export const isFetchable = (text: string): boolean =>
  text.length <= 1000 && /^https:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:[/?][\x21\x24-\x7e]*)?$/.test(text);
