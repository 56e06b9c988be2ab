import { NOBODY, SESSION_RESOURCE, type Target } from '../build/manifest.ts';

/** The permissions that each release may request at install, and no others. */
const PERMISSIONS: Readonly<Record<Target, readonly string[]>> = {
  chrome: [
    'storage',
    'webRequest',
    'webNavigation',
    'alarms',
    'scripting',
    'activeTab',
    'offscreen',
    'declarativeContent',
    'declarativeNetRequestWithHostAccess',
    'browsingData',
  ],
  firefox: [
    'storage',
    'webRequest',
    'webNavigation',
    'alarms',
    'scripting',
    'activeTab',
    'webRequestBlocking',
    'webRequestFilterResponse',
    'declarativeNetRequestWithHostAccess',
  ],
};

type Manifest = {
  readonly name: string;
  readonly permissions: readonly string[];
  readonly host_permissions?: readonly string[];
  readonly web_accessible_resources?: readonly unknown[];
  readonly content_scripts?: readonly unknown[];
  readonly content_security_policy?: { readonly extension_pages?: string; readonly sandbox?: string };
  readonly sandbox?: unknown;
  readonly externally_connectable?: { readonly ids?: readonly string[]; readonly matches?: readonly string[] };
};

/** What a release's manifest says that it must not. @param text the release's file, as the build wrote it */
export function complaintsOfManifest(target: Target, text: string): readonly string[] {
  // Our own build wrote this file a moment ago; its shape is the one build/manifest.ts gives it.
  const manifest = JSON.parse(text) as Manifest;
  const rules: readonly (readonly [boolean, string])[] = [
    [/test/i.test(manifest.name), 'is a test build'],
    [!sameNames(manifest.permissions, PERMISSIONS[target]), `permissions are ${manifest.permissions.join(', ')}`],
    [manifest.host_permissions !== undefined, 'host permissions at install'],
    [manifest.content_scripts !== undefined, 'content scripts in the manifest need host access at install'],
    [!reachesNothing(target, manifest.web_accessible_resources ?? []), 'pages can reach files of it'],
    [manifest.sandbox !== undefined || manifest.content_security_policy?.sandbox !== undefined, 'has sandboxed pages'],
    [!isClosed(target, manifest), 'pages or other extensions can send it messages'],
    [
      !allowsOwnScriptsOnly(manifest.content_security_policy?.extension_pages ?? ''),
      'its policy allows more than its own scripts',
    ],
  ];
  return rules.filter(([broken]) => broken).map(([, what]) => `${target}: ${what}`);
}

const sameNames = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((name) => others.includes(name));

/** Without the key every other extension may connect in Chrome; Firefox has no such entry point, and does not know the key. */
function isClosed(target: Target, { externally_connectable: doors }: Manifest): boolean {
  if (doors === undefined) return target === 'firefox';
  return doors.ids?.length === 1 && doors.ids[0] === NOBODY && (doors.matches ?? []).length === 0;
}

/** Chrome's has one entry, an empty file that no page may load and whose address nobody can know; Firefox's has none. */
function reachesNothing(target: Target, resources: readonly unknown[]): boolean {
  return inOneOrder(resources) === inOneOrder(target === 'chrome' ? [SESSION_RESOURCE] : []);
}

/** As JSON, regardless of member order. */
const inOneOrder = (resources: readonly unknown[]): string =>
  JSON.stringify(resources.map((one) => Object.entries(one as object).sort(([a], [b]) => (a < b ? -1 : 1))));

/** Scripts from the package only, and no code generation at run time. */
function allowsOwnScriptsOnly(policy: string): boolean {
  const directives = policy.split(';').map((directive) => directive.trim().split(/\s+/));
  const scripts = directives.filter(([name]) => name === 'script-src' || name === 'script-src-elem' || name === 'worker-src');
  const fallback = directives.some(([name, ...sources]) => name === 'default-src' && sources.join(' ') === "'none'");
  return fallback && scripts.length > 0 && scripts.every(([, ...sources]) => sources.join(' ') === "'self'");
}
