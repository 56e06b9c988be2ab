/** An application of testing/builds, by its bundler. */
export type BuildName = 'webpack' | 'next';

/** All of them. */
export const BUILDS: readonly BuildName[];

/** The folder of an application's output, as it is built from the files of today; null where it is not. */
export function builtFolder(name: BuildName): string | null;

/** Builds what is absent, as far as that can be had. */
export function provideBuilds(): void;
