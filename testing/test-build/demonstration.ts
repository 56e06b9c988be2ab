/** Seed of the demonstration auditor's key (`ed25519Key`): public, so that nobody believes what it signs. */
export const DEMONSTRATION_SEED = 'demonstration auditor';

/** The list that the test build offers, and nothing else does. Whoever serves it signs it anew, so that it is always current. */
export const DEMONSTRATION_LIST = {
  url: 'https://auditor.sealmark.test/list.dsse.json',
  key: 'ed25519:QAD-Fc4vzoyyW4D9Y-v7r1yVMLxGRc0CVEmym1BCwuM',
  title: 'Demonstration auditor',
} as const;
