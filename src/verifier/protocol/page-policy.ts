import { sortedSources, type PageLock } from './page-lock.ts';
import type { ScriptSource } from './script-source.ts';

/**
 * The Content-Security-Policy that enforces a page's lock, without the last source that names the session (`withSession`). The
 * same lock gives the same text in every reader, so that the policy found in a page can be compared with the one its evidence
 * names. docs/PROTOCOL.md section 9 gives the reason for each directive. @param earlier sources of evidence that was verified
 * before and still holds: a page from another node of a fleet, or from the minute before an update
 */
export function pagePolicy(lock: PageLock, earlier: readonly ScriptSource[]): string {
  const { wasm } = lock.relaxations;
  const named = sortedSources([...lock.sources, ...earlier]).map((source) => `'${source}'`);
  const scripts = [...(named.length === 0 ? ["'none'"] : named), ...(wasm ? ["'wasm-unsafe-eval'"] : [])].join(' ');
  return (lock.level === 'strict' ? strict(lock, scripts) : scriptsOnly(scripts)).join('; ');
}

/** Data goes nowhere except through the named code: every directive that fetches, submits or frames is closed. */
function strict({ relaxations: { imgNetwork, frames, connect } }: PageLock, scripts: string): readonly string[] {
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    `connect-src ${["'self'", ...connect].join(' ')}`,
    `img-src data: blob:${imgNetwork ? ' https:' : ''}`,
    'media-src data: blob:',
    'font-src data:',
    "style-src 'unsafe-inline' 'self'",
    'worker-src blob:',
    ...(frames ? ["frame-src 'self' https:"] : []),
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frames ? "'self'" : "'none'"}`,
    'manifest-src',
  ];
}

/** The site's own policy is replaced, so that it cannot report; its possible protection against framing is restored. */
function scriptsOnly(scripts: string): readonly string[] {
  return [
    `script-src ${scripts}`,
    'worker-src blob:',
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
    "manifest-src 'self'",
  ];
}

/**
 * The policy as it appears in the header: its last source is a host that does not exist, named by a word of this session that
 * pages do not know. @param word letters, digits and dashes
 */
export const withSession = (policy: string, word: string): string => `${policy} https://${word}`;

/** The inverse: the policy of a header that ends with this session's word; null for any other. */
export function withoutSession(header: string, word: string): string | null {
  const end = ` https://${word}`;
  return word !== '' && header.endsWith(end) ? header.slice(0, -end.length) : null;
}
