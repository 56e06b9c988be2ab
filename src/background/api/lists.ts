import type { CodeOutcome, ListState, Statement, StatementTee } from '../../verifier/audits/index.ts';

/** A key of a list, and the SHA-256 by which people compare it (64 hexadecimal digits; pages show groups). */
export type ListKey = { readonly key: string; readonly fingerprint: string; readonly use: 'current' | 'next' | 'retired' };

/** A list that was fetched and verified under the key that was asked for, and that nobody follows yet: nothing counts. */
export type ListPreview = {
  readonly url: string;
  /** The key under which it was asked for. */
  readonly key: string;
  /** Of the text that was looked at; `lists.subscribe` follows that very text. */
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
  /** Kinds of TEE that it says something about. */
  readonly tees: readonly StatementTee[];
  /** The host that is asked once a day, if it is followed. */
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
  /** `stale`: expired, in its days of grace; `lapsed`: only its warnings count; `unreadable`: its text was lost, the same. */
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
  /** `code` is a `ListRefusal`, a `ProblemCode`, or `list.not-allowed`: the browser lets nobody ask this host. */
  readonly problem: { readonly code: string; readonly detail: string } | null;
};

/** A list that the release offers; nothing subscribes by itself. */
export type OfferedList = { readonly url: string; readonly key: string; readonly title: string; readonly demonstration: boolean };

/** The file that options export: where lists are and whose key, and nothing that identifies anybody. */
export type ListsFile = {
  readonly format: 'sealmark-lists-1';
  readonly lists: readonly Pick<OfferedList, 'url' | 'key' | 'title'>[];
};

/** What a file of lists would add. Each is looked at and followed by itself: an import adds no key. */
export type ListsDifference = { readonly added: ListsFile['lists']; readonly known: number };

/** A statement in a list, for search and browsing. */
export type StatementRow = Pick<Statement, 'digest' | 'name' | 'tee' | 'registers' | 'createdAt' | 'notAfter' | 'properties'> & {
  readonly revoked: boolean;
};

export type { CodeOutcome, ListState };

/**
 * `https://auditor.example/subscribe#tee-audit-list=<url>&key=ed25519:<base64url>` → what to look at; null for anything else.
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
    // A lonely per cent sign: not an address that anybody wrote.
    return '';
  }
}

/** An address that a list may have: https, in ASCII, without user name, password or fragment. */
export const isFetchable = (text: string): boolean =>
  text.length <= 1000 && /^https:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:[/?][\x21\x24-\x7e]*)?$/.test(text);
