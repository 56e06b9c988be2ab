import { cpSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { builtFolder, type BuildName } from '../../scripts/builds.mjs';

/** Was this application built here (scripts/builds.mjs)? */
export const isBuilt = (name: BuildName): boolean => builtFolder(name) !== null;

/** Copies what a bundler wrote into an empty folder. @returns its files' paths @throws Error if it was not built here */
export function copyBuild(name: BuildName, folder: string): readonly string[] {
  const built = builtFolder(name);
  if (built === null) throw new Error(`${name} was not run here`);
  cpSync(built, folder, { recursive: true });
  const files = (readdirSync(folder, { recursive: true }) as string[]).filter((file) => statSync(join(folder, file)).isFile());
  for (const file of files.filter((one) => one.endsWith('.map'))) rmSync(join(folder, file));
  return files.filter((one) => !one.endsWith('.map')).sort();
}
