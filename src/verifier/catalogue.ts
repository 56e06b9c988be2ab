import type { Check } from './check.ts';
import { COMMON_CHECKS } from './checks.ts';
import { tees, type AnyTee } from './tees.ts';

/** Every check that is answered for evidence of one TEE: the common ones first. */
export type Catalogue = Readonly<Record<string, Check>>;

const CATALOGUES: ReadonlyMap<string, Catalogue> = new Map(
  tees.map(({ id, checks }: AnyTee) => [id, { ...COMMON_CHECKS, ...checks }]),
);

/** The catalogue of the TEE with this id; the common checks where the evidence was recognised by none. */
export const catalogueOf = (tee: string | null): Catalogue => (tee === null ? undefined : CATALOGUES.get(tee)) ?? COMMON_CHECKS;
