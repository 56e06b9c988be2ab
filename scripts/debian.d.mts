export type Program = 'caddy' | 'nginx' | 'haproxy' | 'pebble' | 'pebble-challtestsrv';
export type Found = { readonly path: string; readonly env: Readonly<Record<string, string>> };
export function findProgram(name: Program): Found | null;
export function findFusePython(): Found | null;
export function hasCompiler(): boolean;
export function provideForOperators(): void;
