/**
 * Why a limbo case says nothing about this verifier, although its answer differs. Limbo describes TLS clients that build paths in
 * the web's PKI; here a manufacturer's chain of exact length ends at a root that is pinned by bytes. A reason applies in one
 * direction only: what must be refused but is accepted, or the reverse.
 */
type Reason = { readonly cases: RegExp; readonly accepted: boolean; readonly because: string };

const REASONS: readonly Reason[] = [
  {
    cases: /^(webpki|rfc5280)::(cn|san)::/,
    accepted: true,
    because: 'names of web servers: no host name is ever looked for in a manufacturer’s certificate',
  },
  {
    cases: /^(webpki|rfc5280)::eku::/,
    accepted: true,
    because: 'extended key usage: no manufacturer’s certificate has one',
  },
  {
    cases: /^pathlen::max-chain-depth-\d-exhausted$/,
    accepted: true,
    because: 'a limit that the caller sets: here the profile names the exact length',
  },
  {
    cases: /^rfc5280::serial::zero$/,
    accepted: true,
    because: 'serial number zero: AMD gives it to every VCEK and VLEK',
  },
  {
    cases: /^rfc5280::(aki::\w+-missing-aki|aki::cross-signed-root-missing-aki|ski::intermediate-missing-ski)$/,
    accepted: true,
    because:
      'key identifiers are compared where present: AMD’s VCEK and AWS’s leaf have none, and the place in the chain is fixed',
  },
  {
    cases:
      /^(webpki::aki::root-with-aki-.*|rfc5280::ski::root-missing-ski|rfc5280::ee-empty-issuer|webpki::forbidden-rsa-not-divisible-by-8-in-root)$/,
    accepted: true,
    // In ee-empty-issuer of 2023-12-02 it is the root whose issuer is empty; the later file is right, and is refused.
    because: 'what a root says of itself: roots are pinned by their bytes',
  },
  {
    cases: /^webpki::forbidden-.*leaf$/,
    accepted: true,
    because: 'the leaf’s own key is of another kind: it is refused when a signature is to be verified under it',
  },
  {
    cases: /^webpki::malformed-aia$/,
    accepted: true,
    because: 'authority information access is not read: endorsements come from fixed hosts',
  },
  {
    cases: /^(rfc5280|webpki)::nc::/,
    accepted: false,
    because: 'stricter: name constraints are refused, no manufacturer uses them',
  },
  {
    cases: /^rfc5280::ca-as-leaf$/,
    accepted: false,
    because: 'stricter: a leaf that is a CA is refused',
  },
  {
    cases: /^pathlen::validation-ignores-pathlen-in-leaf$/,
    accepted: false,
    because: 'stricter: a path length without the CA flag is refused',
  },
  {
    cases: /^pathlen::self-issued-certs-pathlen$/,
    accepted: false,
    because: 'stricter: certificates issued to oneself count for the path length',
  },
  {
    cases: /^rfc5280::validity::notafter-fractional$/,
    accepted: false,
    because: 'stricter: the last second ends when it begins',
  },
  {
    cases: /^crl::issuer-no-keyusage-extension$/,
    accepted: false,
    because: 'stricter: the issuer of a CRL must say that it signs CRLs',
  },
  {
    cases: /^(webpki::)?online::/,
    accepted: false,
    because: 'SHA-1 or RSA with SHA-384 somewhere in the chain: no manufacturer signs so',
  },
];

/** The reason for a case whose answer differs, or undefined: then it is a failure. */
export function notApplicableBecause(id: string, accepted: boolean): string | undefined {
  return REASONS.find((reason) => reason.accepted === accepted && reason.cases.test(id))?.because;
}
