import { indexLists } from '../../verifier/audits/index.ts';
import type { CheckPorts } from '../app/ports.ts';

/** Of a user who follows nobody. */
export const NO_LISTS: CheckPorts['lists'] = { index: () => Promise.resolve(indexLists([])) };
