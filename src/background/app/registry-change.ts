import type { SiteState } from '../api/site-view.ts';
import { DEVICE_NEEDS } from '../registry/device-source.ts';
import { registeredAs } from '../registry/question.ts';
import type { Ports } from './ports.ts';
import type { Visit } from './visit.ts';

type Appraised = Extract<SiteState, { readonly at: 'appraised' }>;

/** Would another chain now be asked about this visit than the one in its row, or one where there is no row? */
export async function asksAnotherChain(
  { chains: { book } }: Pick<Ports, 'chains'>,
  { result }: Appraised,
  { origin, private: isPrivate, registry }: Pick<Visit, 'origin' | 'private' | 'registry'>,
): Promise<boolean> {
  const holding = registeredAs(result);
  if (isPrivate || holding === null) return false;
  const chosen = await book.chosenFor(origin, holding);
  return (chosen?.id ?? null) !== (registry?.chain.id ?? null);
}

/** Does this result rest on a ledger of devices, or lack one? */
export function restsOnLedger({ result, problems }: Appraised): boolean {
  return registeredAs(result) === 'devices' || problems.some(({ facts }) => DEVICE_NEEDS.some((kind) => kind === facts['need']));
}
