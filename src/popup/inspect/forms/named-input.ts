import type { Facts } from '../../../verifier/index.ts';
import type { Named } from '../named.ts';

/** What an input is that cannot be checked as it is, with what its sentence says of it. */
export type NamedInput = { readonly name: Named; readonly facts: Facts };
