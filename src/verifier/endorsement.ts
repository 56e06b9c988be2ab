/**
 * What is requested from a manufacturer: a kind and the few words that name one thing of that kind, e.g. `{ kind:
 * 'dcap.tcb-info', tee: 'sgx', fmspc: '00906ed50000' }`. Plain strings, because it is also a cache key and is shown to the user
 * as what a request reveals.
 */
export type Need = { readonly kind: string } & Readonly<Record<string, string>>;

/**
 * What came back, from any source: bytes that the verifier checks again on every use. `issuerChain` is the PEM (or concatenated
 * DER) chain that vendors send with a signed document; an anchor in it is never trusted.
 */
export type Endorsement<N extends Need = Need> = {
  readonly need: N;
  readonly bytes: Uint8Array;
  readonly issuerChain?: Uint8Array;
};

/**
 * Who gave an endorsement. It lends no belief; it says whose doing it is when one does not hold, and whether somebody
 * else can be asked for a better copy.
 *
 * - `manufacturer`: asked for now · `cache`: asked for before, and kept · `list`: a register or list that the user follows
 * - `site`: sent along by whoever is judged · `evidence`: inside the evidence, outside of what is signed
 * - `caller`: whoever calls the verifier by hand, at a terminal or on the inspect page
 */
export type Giver = 'manufacturer' | 'cache' | 'list' | 'site' | 'evidence' | 'caller';

/** An endorsement and its provenance. */
export type SuppliedEndorsement<N extends Need = Need> = Endorsement<N> & { readonly from: Giver };

/** The same endorsements, with this provenance. */
export const suppliedBy = (from: Giver, endorsements: readonly Endorsement[]): readonly SuppliedEndorsement[] =>
  endorsements.map((endorsement) => ({ ...endorsement, from }));

/** A need as one canonical text: `kind?a=1&b=2` with sorted names; equal needs give equal texts. */
export function needKey(need: Need): string {
  const { kind, ...rest } = need;
  const words = Object.entries(rest)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
  return words.length === 0 ? kind : `${kind}?${words.join('&')}`;
}

/** Every supplied endorsement that answers exactly this need, in the order in which they were supplied. */
export function allAnswering<E extends Endorsement>(supplied: readonly E[], need: Need): readonly E[] {
  const key = needKey(need);
  return supplied.filter((endorsement) => needKey(endorsement.need) === key);
}

/** The first supplied endorsement that answers exactly this need. */
export const answering = <E extends Endorsement>(supplied: readonly E[], need: Need): E | undefined =>
  allAnswering(supplied, need)[0];
