/** Two answers to the same question. */
export type Difference = {
  readonly peer: string;
  readonly id: string;
  /** `accept`, `reject`, `undecided`, or the TCB status where both accept but name different ones. */
  readonly ours: string;
  readonly theirs: string;
  /** The peer's own words when it refuses. */
  readonly words: string;
  /** Our checks that failed. */
  readonly checks: string;
};

/** Why the answers differ, and who is right. Only the stated members must match. */
type Explanation = {
  readonly peer: RegExp;
  readonly theirs: RegExp;
  readonly words?: RegExp;
  readonly checks?: RegExp;
  readonly id?: RegExp;
  readonly because: string;
};

const PHALA = /^@phala/;
const PHALA_JS = /^@phala\/dcap-qvl$/;
const PHALA_WASM = /-web$/;
const NITRO = /sequence|evervault/;
const ACCEPTS = /^accept$/;
const REFUSES = /^reject$/;
const STATUS = /^[A-Z]/;

/**
 * In every row our outcome is the recorded one (Intel's own library for DCAP, the notes for the others). The policy of the
 * recorded DCAP cases reports every status and the debug flag instead of refusing.
 */
const EXPLANATIONS: readonly Explanation[] = [
  // What the peers let through.
  {
    peer: PHALA_JS,
    theirs: ACCEPTS,
    checks: /crl\.(signature|current)/,
    because: 'it checks no CRL: neither signature, issuer nor dates',
  },
  {
    peer: PHALA_JS,
    theirs: ACCEPTS,
    checks: /pck-chain\.root|signing-chain/,
    because: 'on its browser path it checks neither dates nor names in a chain, nor that an issuer is a CA',
  },
  {
    peer: PHALA_JS,
    theirs: ACCEPTS,
    checks: /tdx\.module|tcb\.level/,
    because: 'it does not look at the TDX module’s identity or level, nor at the current TCB of TD 1.5',
  },
  {
    peer: PHALA_JS,
    theirs: ACCEPTS,
    id: /cert-data-len-minus-1|quote-vendor/,
    because: 'it overlooks a length that does not fit, and another vendor’s quoting enclave',
  },
  {
    peer: PHALA_JS,
    theirs: ACCEPTS,
    checks: /tcb-info\.signature/,
    because: 'it takes TCB information of an unknown version, and two equal levels',
  },
  {
    peer: PHALA_WASM,
    theirs: ACCEPTS,
    checks: /qe-identity/,
    because: 'version 0.3.3 does not check the QE identity (CVE-2026-22696)',
  },
  {
    peer: PHALA_WASM,
    theirs: ACCEPTS,
    checks: /tcb-info\.current/,
    because: 'it does not look at the issue date: collateral from the future',
  },
  { peer: PHALA_WASM, theirs: ACCEPTS, checks: /tcb\.level/, because: 'where no level matches it answers a status “Unknown”' },
  { peer: PHALA_WASM, theirs: ACCEPTS, checks: /crl\.signature/, because: 'each CRL may stand in the other’s place' },
  {
    peer: PHALA_WASM,
    theirs: ACCEPTS,
    checks: /pck-chain\.root/,
    because: 'it does not look at the root that the quote brings along; the pinned one is used, so nothing is lost',
  },
  { peer: NITRO, theirs: ACCEPTS, checks: /evidence\.debug/, because: 'debug documents (PCR0–2 all zero) verify' },
  { peer: NITRO, theirs: ACCEPTS, checks: /cose\.unprotected/, because: 'headers that nobody signed are overlooked' },
  { peer: /evervault/, theirs: ACCEPTS, id: /wrong-tag/, because: 'any CBOR tag may stand in front, that of COSE_Mac0 too' },
  {
    peer: /tinfoil/,
    theirs: ACCEPTS,
    id: /sig-r-high-bytes/,
    because: 'only 48 of the 72 bytes of R and S are read: the report can be changed there',
  },
  // What the peers cannot do, or will not.
  { peer: PHALA, theirs: REFUSES, words: /Debug mode/, because: 'it refuses debug; the recorded policy reports it' },
  {
    peer: PHALA,
    theirs: REFUSES,
    words: /SEPT_VE_DISABLE|Reserved bits in TD|mr service td/,
    because: 'its own policy on TD attributes; Intel’s library has none',
  },
  {
    peer: PHALA,
    theirs: REFUSES,
    words: /status is invalid: Revoked/,
    because: 'it refuses the status Revoked; the recorded policy reports it',
  },
  { peer: PHALA, theirs: REFUSES, words: /decode TcbInfo/, because: 'it cannot read TCB information of version 2' },
  {
    peer: PHALA,
    theirs: REFUSES,
    words: /decode quote|must have version 3/,
    because: 'it cannot read SGX quotes of version 4 and 5, body type 4, or (WASM) version 5',
  },
  {
    peer: PHALA_JS,
    theirs: REFUSES,
    words: /Certificate is revoked/,
    because: 'it applies a CRL to certificates of other issuers',
  },
  {
    peer: PHALA_JS,
    theirs: REFUSES,
    words: /No matching TCB level/,
    because: 'it compares TDX components 0 and 1, which belong to the module',
  },
  {
    peer: PHALA_WASM,
    theirs: REFUSES,
    words: /certificate chain/,
    id: /-to$/,
    because: 'the last second of a certificate is already over for it',
  },
  { peer: /tinfoil/, theirs: REFUSES, words: /Genoa|parse SEV-SNP/, because: 'it knows Genoa with VCEK only, as bare reports' },
  {
    peer: PHALA,
    theirs: REFUSES,
    id: /cd-type-4/,
    because: 'the quote brings no certificate chain: ours is undecided, it refuses',
  },
  { peer: /sequence/, theirs: REFUSES, words: /Invalid COSE Sign1/, because: 'it does not know the CBOR tag of COSE_Sign1' },
  // Where both accept but name different statuses.
  {
    peer: PHALA,
    theirs: STATUS,
    id: /^intel\/(q-a8a60419ccc6|q-00b2526ab190|s-match-tdx-svn0)/,
    because: 'it compares TDX components 0 and 1, which belong to the module',
  },
  {
    peer: PHALA_JS,
    theirs: STATUS,
    id: /s-conv-|s-qe-levels-ascending/,
    because:
      'it leaves the TDX module out, takes levels in the order of the file, and keeps “configuration needed” from no worse status',
  },
  {
    peer: PHALA_JS,
    theirs: STATUS,
    id: /s-relaunch-/,
    because: 'it knows no relaunch advice and not the worse of launch and current TCB',
  },
];

/** The explanation of a difference, or undefined: then it has to be investigated. */
export function explained({ peer, theirs, words, checks, id }: Difference): string | undefined {
  const fits = (pattern: RegExp | undefined, text: string): boolean => pattern === undefined || pattern.test(text);
  return EXPLANATIONS.find(
    (one) =>
      one.peer.test(peer) && one.theirs.test(theirs) && fits(one.words, words) && fits(one.checks, checks) && fits(one.id, id),
  )?.because;
}

/** Limbo: where PKI.js and our chain code differ. Ours is compared with the expected results in conformance/. */
const CHAINS: readonly (readonly [pkijsAccepts: boolean, id: RegExp, because: string])[] = [
  [true, /^pathlen::(intermediate-violates|intermediate-pathlen)/, 'PKI.js reads path lengths and does not enforce them'],
  [true, /nc::|::pc::/, 'ours refuses name and policy constraints; PKI.js ignores those of a root and of many kinds'],
  [true, /^crl::crlnumber/, 'PKI.js takes CRLs without a number, or with a critical one'],
  [true, /^crl::issuer-no-keyusage/, 'ours wants the issuer of a CRL to say that it signs CRLs'],
  [
    true,
    /duplicate-extensions|serial::|v1-cert|ca-empty-subject|non-critical-basic|critical-aki|critical-aia/,
    'PKI.js does not enforce the profile of RFC 5280 on single fields',
  ],
  [true, /unknown-critical-extension-ee/, 'PKI.js takes unknown critical extensions in a leaf'],
  [true, /ca-as-leaf|ee-basicconstraints-ca|leaf-ku-keycertsign/, 'PKI.js takes a CA, or what may sign certificates, for a leaf'],
  [true, /forbidden-.*-in-root/, 'PKI.js takes weak or odd RSA keys'],
  [true, /^pathlen::/, 'ours is stricter: path lengths count certificates issued to oneself, and leaves have none'],
  [false, /san::malformed/, 'PKI.js reads alternative names; no manufacturer’s certificate is looked up by one'],
];

/** Why PKI.js decides otherwise than we about this chain; undefined where nothing explains it. */
export function chainExplained(id: string, pkijsAccepts: boolean): string | undefined {
  return CHAINS.find(([accepts, pattern]) => accepts === pkijsAccepts && pattern.test(id))?.[2];
}
