/** The seed of the demonstration auditor's key (`ed25519Key`): it is public, so nobody trusts its signatures. */
export const DEMONSTRATION_SEED = 'demonstration auditor';

/** The list that only the test build offers. Its server signs it anew, so that it is always current. */
export const DEMONSTRATION_LIST = {
  url: 'https://auditor.sealmark.test/list.dsse.json',
  key: 'ed25519:QAD-Fc4vzoyyW4D9Y-v7r1yVMLxGRc0CVEmym1BCwuM',
  title: 'Demonstration auditor',
} as const;
