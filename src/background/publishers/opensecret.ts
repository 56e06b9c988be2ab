import { MAX_PCR_HISTORY_BYTES, signedPcr0, verifyPcrHistory } from '../../verifier/publisher/index.ts';
import type { PublisherSource } from './source.ts';

/** OpenSecret’s list of the production images of Maple’s enclave (docs/sites/maple.md). */
export const openSecret: PublisherSource = {
  id: 'opensecret',
  publisher: 'OpenSecret (Maple)',
  tee: 'nitro',
  urls: ['https://raw.githubusercontent.com/OpenSecretCloud/opensecret/master/pcrProdHistory.json'],
  // From OpenSecret’s SDK (repository OpenSecretCloud/OpenSecret-SDK, commit ba607b04): ECDSA over P-384.
  key: 'MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEHiUY9kFWK1GqBGzczohhwEwElXzgWLDZa9R6wBx3JOBocgSt9+UIzZlJbPDjYeGBfDUXh7Z62BG2vVsh2NgclLB5S7A2ucBBtb1wd8vSQHP8jpdPhZX1slauPgbnROIP',
  maxBytes: MAX_PCR_HISTORY_BYTES,
  async verify(bytes, key, crypto) {
    const found = await verifyPcrHistory(bytes, key, crypto);
    return found.holds ? { releases: found.pcr0.length } : { fault: found.fault };
  },
  async registersNamed(bytes, key, { measurements }, crypto) {
    const measured = measurements.find(({ register }) => register === 'PCR0');
    return measured !== undefined && (await signedPcr0(bytes, measured.value, key, crypto)) ? ['PCR0'] : [];
  },
};
