import type { StatementIndex } from '../../verifier/audits/index.ts';
import type { Claims } from '../../verifier/index.ts';
import type { SiteDocument } from '../../verifier/protocol/index.ts';
import { listedCode, publishedCode, type PublishedCode } from '../../verifier/publisher/index.ts';
import type { CheckPorts } from './ports.ts';

type Asked = { readonly document: SiteDocument; readonly private: boolean; readonly origin: string };

/** What publishers say about the measured code, from the proofs that the site sent along, those in lists, and publishers'
 * own lists. Sends no request. */
export async function publishedBy(
  ports: Pick<CheckPorts, 'sigstore' | 'now' | 'crypto' | 'publisherLists'>,
  { document, private: isPrivate, origin }: Asked,
  lists: StatementIndex,
  tee: string,
  claims: Claims,
): Promise<readonly PublishedCode[]> {
  const now = ports.now();
  const trust = { instances: ports.sigstore(), now, crypto: ports.crypto(isPrivate) };
  const [sent, listed, own] = await Promise.all([
    publishedCode(document.endorsements, tee, claims, trust),
    listedCode(lists.proofsAbout({ tee, claims, origin, now }), tee, claims, trust),
    ports.publisherLists.about(tee, claims, trust.crypto),
  ]);
  return [...sent, ...listed, ...own];
}
