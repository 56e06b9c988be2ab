import type { Facts } from '../../../verifier/index.ts';
import type { Named } from '../named.ts';

/** What an input is that cannot be checked as it is, with the facts for its sentence. */
export type NamedInput = { readonly name: Named; readonly facts: Facts };
