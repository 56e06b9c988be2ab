import { indexLists } from '../../verifier/audits/index.ts';
import type { CheckPorts } from '../app/ports.ts';
import type { Surroundings } from './surroundings.ts';

type Followed = Pick<Surroundings, 'lists' | 'sigstore'>;

/** A user who follows nobody, and believes no instance of Sigstore. */
export const FOLLOWS_NOBODY: Followed = { lists: [], sigstore: [] };

/** Whoever says something of code, as a check asks them. */
export const speaking = (followed: Followed): Pick<CheckPorts, 'lists' | 'sigstore'> => ({
  lists: { index: () => Promise.resolve(indexLists(followed.lists)) },
  sigstore: () => followed.sigstore,
});
