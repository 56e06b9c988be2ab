/** The seed of the demonstration auditor's key (`ed25519Key`): it is public, so nobody trusts its signatures. */
export const DEMONSTRATION_SEED = 'demonstration auditor';

/** The list that only the test build offers. Its server signs it anew, so that it is always current. */
export const DEMONSTRATION_LIST = {
  url: 'https://auditor.sealmark.test/list.dsse.json',
  key: 'ed25519:QAD-Fc4vzoyyW4D9Y-v7r1yVMLxGRc0CVEmym1BCwuM',
  title: 'Demonstration auditor',
} as const;

/** The seed of the key (`p384Key`) under which the test build expects publishers' lists, and that key in base64. */
export const PUBLISHER_SEED = 'demonstration publisher';

/** SubjectPublicKeyInfo. */
export const PUBLISHER_KEY =
  'MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEkOFjmKO2Ba6uBX+48+Nytaihb59ZiUWXpolwQ0czznvvmhuf+qeY+Qvt/RGEg4grChdaEz7a66t9GlUCdwao7WLbSNFTf79GX1jDKM27NfzFuL8yPQoeoeZGagM3Zxik';
