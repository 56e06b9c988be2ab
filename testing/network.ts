import type { Attester } from '../src/verifier/testing/attester.ts';
import type { NodeName } from './substrate/node.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../src/verifier/protocol/index.ts';
import { SECRETVM_PORT } from './site/forms/quotes.ts';
import { exchangeCredential } from './site/signed-exchange.ts';
import { openTestSite, type TestSite, type TestSiteOptions } from './site/test-site.ts';
import { startServer, type Server } from './site/server.ts';
import { openAmd, type AmdStandIn } from './vendors/amd.ts';
import { openIntel, PCS_HOST, ROOT_CRL_HOST, type Collateral, type IntelStandIn } from './vendors/intel.ts';
import { attest } from './site/document.ts';
import { answered } from './json.ts';
import { webAuthority, type ServerCredential, type WebAuthority } from './certificates.ts';
import { temporaryFolder } from './process.ts';
import { startProxy, type ProxiedRequest } from './proxy.ts';

/** Everything outside the browser that a test run needs: sites, vendors, the way there, whom to believe about names. */
export type TestNetwork = {
  readonly proxyPort: number;
  /** PEM file of the web authority that browsers of this run believe. */
  readonly authority: string;
  readonly server: Server;
  readonly intel: IntelStandIn;
  readonly amd: AmdStandIn;
  /** Every connection that any browser asked for. */
  readonly asked: readonly ProxiedRequest[];
  readonly open: (options: TestSiteOptions) => TestSite;
  /** A certificate that may sign exchanges for this host, which a browser has to be told to accept. */
  readonly exchangeCredential: (host: string) => ServerCredential;
  /** A name with a certificate, for a server of its own on this machine. */
  readonly named: (host: string) => NodeName & ServerCredential;
  readonly close: () => Promise<void>;
};

/** At which sites are served: that of https, and that of SecretVM's evidence. */
const SERVED_PORTS: readonly number[] = [443, SECRETVM_PORT];

/** Starts sites, vendors and the proxy. @param attesters those whose platforms the stand-in for Intel knows */
export async function createNetwork(attesters: readonly Attester[]): Promise<TestNetwork> {
  const folder = temporaryFolder('world');
  const web: WebAuthority = webAuthority(folder.path);
  const server = await startServer();
  const intel = openIntel(server, web);
  for (const attester of attesters) introduce(intel, attester);
  const amd = openAmd(server, web);
  const routes = new Map<string, number>();
  const proxy = await startProxy((host, port) => {
    const routed = port === 443 ? routes.get(host) : undefined;
    if (routed !== undefined) return routed;
    if (!SERVED_PORTS.includes(port) || !server.serves(host)) return null;
    const intels = host === PCS_HOST || host === ROOT_CRL_HOST;
    return intels && !intel.reachable ? null : server.port;
  });
  return {
    proxyPort: proxy.port,
    authority: web.file,
    server,
    intel,
    amd,
    asked: proxy.asked,
    open: (options) => openTestSite(server, web, options),
    exchangeCredential: (host) => exchangeCredential(web, host),
    named: (host) => ({ ...web.credential(host), host, route: (port) => void routes.set(host, port) }),
    close: async () => {
      await proxy.close();
      await server.close();
      folder.remove();
    },
  };
}

/** Tells the stand-in for the manufacturer about an attester's platform, by the collateral that the attester makes. */
function introduce(intel: IntelStandIn, attester: Attester): void {
  if (attester.tee !== 'sgx' && attester.tee !== 'tdx') return;
  intel.knows(attester.tee, () => {
    const binding = { layout: 'sealmark-1', origin: 'https://nobody.test', nonce: new Uint8Array(32), keys: [] } as const;
    const { endorsements } = attest({ attester, binding, sendEndorsements: true, now: Date.now() });
    const collateral = endorsements.find(({ mediaType }) => mediaType === ENDORSEMENT_MEDIA_TYPE.dcapCollateral);
    if (collateral === undefined) throw new Error(`the ${attester.tee} attester sends no collateral`);
    return answered<Collateral>(JSON.parse(Buffer.from(collateral.bytes).toString()));
  });
}
