import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { manifestFor, type Target } from '../../build/manifest.ts';

/** Parts of the browsers' API that need no permission. */
const FREE = new Set(['action', 'extension', 'i18n', 'pageAction', 'permissions', 'runtime', 'tabs', 'windows']);

/** A click grants it, and no call names it: `scripting.executeScript` may then reach the clicked tab. */
const WITHOUT_CALLS = new Set(['activeTab']);

/** Permissions that allow more of a part that another one opens, by the word that reveals the use. */
const BY_WORD: ReadonlyMap<string, string> = new Map([['blocking', 'webRequestBlocking']]);

/** The same for a function of such a part. */
const BY_FUNCTION: ReadonlyMap<string, string> = new Map([['filterResponseData', 'webRequestFilterResponse']]);

/** The permission for a part of the API, where its name differs. */
const OPENED_BY: ReadonlyMap<string, string> = new Map([['declarativeNetRequest', 'declarativeNetRequestWithHostAccess']]);

/** A source's uses of `browser` or `chrome`, as permissions and free parts; types use nothing. */
function askedBy(text: string): ReadonlySet<string> {
  const asked = new Set<string>();
  const isApi = (node: ts.Node): boolean => ts.isIdentifier(node) && (node.text === 'browser' || node.text === 'chrome');
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isPropertyAccessExpression(node) && isApi(node.expression)) asked.add(OPENED_BY.get(node.name.text) ?? node.name.text);
    if (ts.isPropertyAccessExpression(node)) {
      const opened = BY_FUNCTION.get(node.name.text);
      if (opened !== undefined) asked.add(opened);
    }
    if (
      ts.isVariableDeclaration(node) &&
      node.initializer !== undefined &&
      isApi(node.initializer) &&
      ts.isObjectBindingPattern(node.name)
    )
      for (const { propertyName, name } of node.name.elements) asked.add((propertyName ?? name).getText());
    if (ts.isStringLiteral(node)) for (const [word, permission] of BY_WORD) if (node.text === word) asked.add(permission);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true));
  return asked;
}

/** Names of the files in this folder that use it, by what they use. */
function askers(folder: string): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.test)\.tsx?$/.test(file));
  const found = new Map<string, string[]>();
  for (const file of files)
    for (const what of askedBy(readFileSync(join(folder, file), 'utf8'))) found.set(what, [...(found.get(what) ?? []), file]);
  return found;
}

// crxjs's manifest type leaves the list's items open; ours is made of strings (build/manifest.ts).
const permissionsOf = (target: Target): readonly string[] => manifestFor(target, 'release').permissions as readonly string[];
const everyPermission = [...new Set([...permissionsOf('chrome'), ...permissionsOf('firefox')])].sort();
const usedByBrowser = askers('src/background/browser');

describe('the permissions of the manifests', () => {
  it.each(everyPermission.filter((one) => !WITHOUT_CALLS.has(one)))(
    'are each used by one file of background/browser: %s',
    (one) => {
      expect(usedByBrowser.get(one)).toHaveLength(1);
    },
  );

  it.each(['src/background/browser', 'src/popup', 'src/content'])('are all that is used in %s', (folder) => {
    const used = [...askers(folder).keys()].filter((what) => !FREE.has(what));
    expect(used.filter((what) => !everyPermission.includes(what))).toEqual([]);
  });
});

it('the root manifest can be loaded by Chrome directly, and has the version of the build', () => {
  const common = JSON.parse(readFileSync('manifest.json', 'utf8')) as Record<string, unknown>;
  const built = manifestFor('chrome', 'release');
  expect(common).toMatchObject({ manifest_version: 3, version: built.version });
  for (const [key, value] of Object.entries(common)) if (key !== 'permissions') expect(built, key).toHaveProperty(key, value);
});
