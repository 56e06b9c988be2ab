/**
 * The door to the readers of others' formats. Apart from `protocol/index.ts`, which every start of the background loads: what can be
 * reached from there is loaded then, used or not.
 */
export { adapterNamed, adapters } from '../adapters.ts';
