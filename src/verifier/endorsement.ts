/**
 * What is asked of a manufacturer: a kind and the few words that name one thing of that kind, e.g.
 * `{ kind: 'dcap.tcb-info', tee: 'sgx', fmspc: '00906ed50000' }`. Plain strings, because it is also a cache key and is
 * shown to the user as what a request reveals.
 */
export type Need = { readonly kind: string } & Readonly<Record<string, string>>;

/**
 * What came back, from whomever: bytes that the verifier checks again on every use. `issuerChain` is the PEM (or
 * concatenated DER) chain that vendors send beside a signed document; the anchor in it is never believed.
 */
export type Endorsement<N extends Need = Need> = {
  readonly need: N;
  readonly bytes: Uint8Array;
  readonly issuerChain?: Uint8Array;
};

/** A need as one canonical text: `kind?a=1&b=2` with sorted names; equal needs give equal texts. */
export function needKey(need: Need): string {
  const { kind, ...rest } = need;
  const words = Object.entries(rest)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
  return words.length === 0 ? kind : `${kind}?${words.join('&')}`;
}

/** The first endorsement given that answers exactly this need. */
export function answering<N extends Need>(given: readonly Endorsement<N>[], need: N): Endorsement<N> | undefined {
  const key = needKey(need);
  return given.find((endorsement) => needKey(endorsement.need) === key);
}
