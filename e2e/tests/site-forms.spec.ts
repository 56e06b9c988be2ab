// Covers: testing/site/forms/
import assert from 'node:assert/strict';
import type { Badge } from '../../src/background/api/badge.ts';
import type { Announcement } from '../../src/background/api/site-view.ts';
import type { Attester } from '../../src/verifier/testing/attester.ts';
import { tdxAttester } from '../../src/verifier/testing/attesters/dcap.ts';
import { nitroAttester } from '../../src/verifier/testing/attesters/nitro.ts';
import { aci, dstackCertificate, dstackGateway, dstackIngress } from '../../testing/site/forms/dstack.ts';
import type { InCertificate } from '../../testing/site/forms/form.ts';
import { evervault, maple, nitriding } from '../../testing/site/forms/nitro.ts';
import { cmwInCertificate, quoteInCertificate, secretvm, taggedInCertificate } from '../../testing/site/forms/quotes.ts';
import type { TestSite, TestSiteOptions } from '../../testing/site/test-site.ts';
import type { Context } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { appraised } from './expect.ts';

/** A form as a site serves it, and the mark that it has in both browsers. */
type Row = {
  readonly host: string;
  readonly attester: Attester;
  readonly badge: Badge;
  readonly announcedBy: Announcement;
  readonly options: Partial<TestSiteOptions>;
  /** Opens what else has to be there. */
  readonly opens?: (context: Context, site: TestSite) => void;
};

const row = (host: string, options: Partial<TestSiteOptions>, change: Partial<Row> = {}): Row => {
  return { host, attester: tdxAttester, badge: 'verified', announcedBy: 'list', options, ...change };
};
/** For a form without a nonce: the age of its evidence is unknown, and known code does not improve the mark. */
const ageless: Partial<Row> = { badge: 'unaudited' };
const ofNitro: Partial<Row> = { attester: nitroAttester };
const holding = (host: string, inCertificate: InCertificate): Row =>
  row(host, { inCertificate }, { ...ageless, announcedBy: 'certificate' });

const ROWS: readonly Row[] = [
  row('app.dstack-ingress.test', { form: dstackIngress(tdxAttester, 'app.dstack-ingress.test') }, ageless),
  row(
    `${'ab'.repeat(20)}-8080.dstack-gateway.test`,
    {},
    {
      ...ageless,
      opens(context, { credentials: [own] }) {
        const form = dstackGateway(tdxAttester, own?.spki ?? new Uint8Array());
        context.testSite({ host: 'gateway.dstack-gateway.test', announcing: 'nothing', form });
      },
    },
  ),
  row('api.aci.test', { form: aci(tdxAttester, 'api.aci.test') }),
  row('enclave.evervault.test', { form: evervault }, ofNitro),
  row('machine.secretvm.test', { form: secretvm(tdxAttester) }, ageless),
  // An encryption key is not a connection key, and the evidence names no address.
  row('enclave.maple.test', { form: maple }, { ...ofNitro, badge: 'unavailable' }),
  row('enclave.nitriding.test', { form: nitriding }, ofNitro),
  holding('quote.ra-tls.test', quoteInCertificate(tdxAttester)),
  holding('tagged.ra-tls.test', taggedInCertificate(tdxAttester)),
  holding('cmw.ra-tls.test', cmwInCertificate(tdxAttester)),
  holding('dstack.ra-tls.test', dstackCertificate(tdxAttester)),
];

/** One tab visits every site: opening a tab for each would take most of the time. */
e2e('every third-party form gets exactly the mark that it proves', {}, async (context) => {
  const first = await context.visit(context.testSite({ announcing: 'nothing' }));
  for (const { host, attester, badge, announcedBy, options, opens } of ROWS) {
    const site = context.testSite({ announcing: 'nothing', host, ...options });
    opens?.(context, site);
    if (badge !== 'unaudited') await context.accept(attester, site.origin);
    await first.tab.goto(`${site.origin}/`);
    const view = await first.until(`${host} is ${badge}`, (one) => one.origin === site.origin && one.badge === badge);
    assert.equal(appraised(view).announcedBy, announcedBy, host);
  }
});
