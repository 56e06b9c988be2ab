import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './installed.mjs';

/** One package inside, or beside, a published one. */
export type Part = {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Of the archive in the registry (Subresource Integrity); absent for our own, which are not there yet. */
  readonly integrity?: string;
};

type Locked = Partial<Omit<Part, 'name'>> & {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly resolved?: string;
};

const lock = (): Readonly<Record<string, Locked>> =>
  (JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { readonly packages: Readonly<Record<string, Locked>> })
    .packages;

/** What `package-lock.json` says is at this path (`node_modules/cborg`, or a workspace's folder). @throws Error for nothing */
function partAt(path: string, packages: Readonly<Record<string, Locked>>): Part {
  const at = packages[path];
  if (at?.version === undefined) throw new Error(`package-lock.json has nothing at ${path}`);
  const { version, license = 'unknown', integrity } = at;
  return {
    name: path.split('node_modules/').at(-1) ?? path,
    version,
    license,
    ...(integrity === undefined ? {} : { integrity }),
  };
}

/** What somebody who installs this workspace installs along with it: its dependencies, and theirs. */
export function installedWith(workspace: string): readonly Part[] {
  const packages = lock();
  const found = new Map<string, Part>();
  const follow = (folder: string, from: string): void => {
    for (const name of Object.keys(packages[folder]?.dependencies ?? {})) {
      const path = [`${from}/node_modules/${name}`, `node_modules/${name}`].find((one) => packages[one] !== undefined) ?? name;
      if (found.has(path)) continue;
      // A workspace is a link to its folder.
      const target = packages[path]?.resolved;
      const own = target !== undefined && packages[target] !== undefined ? target : path;
      found.set(path, { ...partAt(own, packages), name });
      follow(own, path);
    }
  };
  follow(workspace, workspace);
  return sorted(found.values());
}

/** The packages whose code was bundled: those that the modules' paths name. */
export function bundledFrom(modules: readonly string[]): readonly Part[] {
  const packages = lock();
  const paths = modules.flatMap(
    (module) => /node_modules\/(?:.*node_modules\/)?(?:@[^/]+\/)?[^/]+(?=\/)/.exec(module)?.[0] ?? [],
  );
  return sorted([...new Set(paths)].map((path) => partAt(path, packages)));
}

/** Each once, though it may stand in several folders. */
function sorted(parts: Iterable<Part>): readonly Part[] {
  const different = new Map([...parts].map((part) => [`${part.name}@${part.version}`, part]));
  return [...different].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);
}

/** A bill of materials (CycloneDX 1.5, JSON): the package, and what comes with it. The same bytes for the same lock file. */
export function billOfMaterials(own: Omit<Part, 'integrity'>, parts: readonly Part[]): string {
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: component(own) },
    components: parts.map(component),
  };
  return `${JSON.stringify(bill, null, 1)}\n`;
}

function component({ name, version, license, integrity }: Part): object {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const [algorithm, digest] = integrity?.split('-') ?? [];
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    licenses: [{ expression: license }],
    ...(algorithm === 'sha512' && digest !== undefined
      ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] }
      : {}),
  };
}
