/**
 * The entry point to the readers of other formats. Separate from `protocol/index.ts`, which every start of the background loads
 * with everything reachable from it.
 */
export { adapterNamed, adapters } from '../adapters.ts';
