import type { AdapterId } from '../../background/api/adapters.ts';
import type { ReadAnswer } from '../../background/discovery/forms.ts';
import { adapterNamed } from '../../verifier/protocol/adapters/index.ts';
import { LAYOUTS, type AnyBinding, type LayoutId } from '../../verifier/protocol/index.ts';

/** The form in which a site served its evidence, and what evidence in this form cannot prove. */
export type ToldForm = {
  readonly adapter: AdapterId;
  /** The form's owner, by its own name. */
  readonly title: string;
  /** How the evidence commits to the visit; null where nothing was read, or it commits to nothing known. */
  readonly layout: LayoutId | null;
  /** Sentences. */
  readonly unproven: readonly string[];
};

const UNPROVEN = {
  nothing: 'for whom it was made: nothing says what it commits to',
  origin: 'the site’s name: evidence speaks for this site only where the connection ends in a key that it names',
  nonce: 'that it was made for this visit: somebody may have kept it',
  tls: 'where the connection ends: whoever passes it on can read along',
  gateway: 'what happens behind the gateway in which the connection ends',
} as const;

/** @param adapter the requested form; null where only the response could tell @returns null where it did not */
export function toldForm(adapter: AdapterId | null, read: ReadAnswer): ToldForm | null {
  const id = 'document' in read ? read.adapter : adapter;
  if (id === null) return null;
  const title = id === 'sealmark' ? 'Sealmark' : (adapterNamed(id)?.title ?? id);
  if (!('document' in read)) return { adapter: id, title, layout: null, unproven: [] };
  const { binding } = read.document;
  return { adapter: id, title, layout: binding?.layout ?? null, unproven: unprovenUnder(binding) };
}

function unprovenUnder(binding: AnyBinding | null): readonly string[] {
  if (binding === null) return [UNPROVEN.nothing];
  const { covers, ends } = LAYOUTS[binding.layout];
  const parts = (['origin', 'nonce', 'tls'] as const).filter((part) => !covers[part]).map((part) => UNPROVEN[part]);
  return ends === 'gateway' ? [...parts, UNPROVEN.gateway] : parts;
}
