import type { ProofFault } from '../../../verifier/publisher/index.ts';

/** What proofs from a site or a list say about its code: who published it, from where, and since when it is public. */
export const PUBLISHER = {
  title: 'Publisher',
  /** `{repository}` and `{commit}` are links. */
  source: 'Published from {repository}, commit {commit}, by {workflow}. Public since {since|day}.',
  identity: 'Published by {identity}, as {issuer} says. Public since {since|day}.',
  /** For an endorsement, which may have no log. */
  endorsed: 'Endorsed by {identity}. No public log was shown to hold it.',
  endorsedSince: 'Endorsed by {identity}. Public since {since|day}.',
  /** For a list of releases that a publisher signs one by one. */
  ownList: 'Named in the list of releases that {identity} signs. The list says nothing about when.',
  until: 'The endorsement counts until {until|day}.',
  inList: 'This comes from the list “{list}”.',
  /** An endorsement is signed with a key, and nobody else confirms whose key it is. */
  namedByList: 'The list “{list}” says whose endorsement it is.',
  /** How far the statement covers this code. */
  whole: 'It names this code. That is its publisher’s word, not a review.',
  partly: 'It names only {registers}, not the whole code.',
  other: 'It is about something other than the code that runs here.',
  selfHosted: 'It was built on the publisher’s own computer, whose owner can change what it builds.',
  old: 'No newer signature in a year. There may be a newer version.',
  /** `{repository}` is a link. */
  named: 'The site directory says its code is published at {repository}. That is where to look, not a review.',
  namedOther: 'The site directory says its code is published at {repository}, and this site sent the signature of someone else.',
  test: 'A test log says this. It counts for nothing.',
  /** In the inspector, for a file. */
  about: 'It is about {name} ({algorithm} {digest}).',
  aboutMore: { one: 'It is about {count|number} more file.', other: 'It is about {count|number} more files.' },
  log: 'Sealmark checked its signature, its certificate and its entry in the public log {log}.',
  broken: 'It does not hold: {reason}.',
  faultInList:
    'The list “{list}” names a publisher’s signature that does not hold: {reason}. It counts for nothing, and not against the site.',
  fault: 'The site sent a publisher’s signature that does not hold: {reason}. It counts for nothing, and not against the site.',
} as const;

/** Why a publisher's proof does not verify, for use after a colon. */
export const PROOF_FAULTS: Readonly<Record<ProofFault, string>> = {
  malformed: 'it cannot be read',
  newer: 'its format is newer than this release',
  'not-logged': 'it names no public log',
  'log-unknown': 'its log is not known here',
  'checkpoint-signature': 'its log did not sign the checkpoint in it',
  inclusion: 'it does not show that the log has this entry',
  promise: 'its log did not sign the time in it',
  'entry-differs': 'its log has another signature or signer',
  certificate: 'its certificate has another issuer than those known here',
  'certificate-not-logged': 'its certificate was not made public',
  timestamp: 'the time stamp in it does not hold',
  'no-time': 'nothing in it says when it was signed',
  'from-the-future': 'it was signed later than this computer’s clock says',
  'outside-validity': 'its certificate was not valid when it signed',
  'key-missing': 'the key that signed it is not known here',
  signature: 'its signature is not that of its signer',
  artifact: 'it signs something else',
  quorum: 'too few witnesses have seen its log',
  'not-yet-valid': 'it is not valid yet',
  expired: 'it has expired',
};
