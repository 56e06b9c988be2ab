import type { Claims } from '../../verifier/index.ts';
import type { SiteDocument } from '../../verifier/protocol/index.ts';
import { publishedCode, type PublishedCode } from '../../verifier/publisher/index.ts';
import type { CheckPorts } from './ports.ts';

/** What publishers say of the code that was measured, by the proofs that the site sent along. Nobody is asked. */
export function publishedBy(
  ports: Pick<CheckPorts, 'sigstore' | 'now' | 'crypto'>,
  { document, private: isPrivate }: { readonly document: SiteDocument; readonly private: boolean },
  tee: string,
  claims: Claims,
): Promise<readonly PublishedCode[]> {
  const trust = { instances: ports.sigstore(), now: ports.now(), crypto: ports.crypto(isPrivate) };
  return publishedCode(document.endorsements, tee, claims, trust);
}
