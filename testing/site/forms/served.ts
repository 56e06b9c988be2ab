import type { Outcome } from '../../../src/verifier/check.ts';
import type { Attester } from '../../../src/verifier/testing/attester.ts';
import { tdxAttester } from '../../../src/verifier/testing/attesters/dcap.ts';
import { nitroAttester } from '../../../src/verifier/testing/attesters/nitro.ts';
import { selfSigned } from '../../../src/verifier/testing/authority.ts';
import { toHex } from '../../../src/verifier/bytes/hex.ts';
import { integer, sequence } from '../../../src/verifier/testing/der-writer.ts';
import { p256Key } from '../../../src/verifier/testing/keys.ts';
import { answer } from '../../../src/verifier/testing/visited.ts';
import { parseRfc3339 } from '../../../src/verifier/time.ts';
import type { Adapter, AdapterReply, Asked } from '../../../src/verifier/protocol/adapter.ts';
import { adapterNamed, type AdapterId } from '../../../src/verifier/protocol/adapters.ts';
import { aci, dstackGateway, dstackIngress } from './dstack.ts';
import type { Form } from './form.ts';
import { nearReport } from './near.ts';
import { evervault, maple, nitriding } from './nitro.ts';
import { secretvm } from './quotes.ts';
import { tinfoilAugust, tinfoilJune, tinfoilV2 } from './tinfoil.ts';

/** When everything is made and read. */
export const NOW = parseRfc3339('2026-11-29T12:00:00Z', 'now');
const HOST = 'service.test';
const GATEWAY_HOST = `${'ab'.repeat(20)}.dstack.test`;
/** The end of a connection with a certificate of this name. */
export const endOf = (name: string) => {
  const { certificate, key } = selfSigned({ subject: name, key: p256Key(name) });
  return { spki: key.spki, certificate };
};
const OWN = endOf('service');
/** As the service's key signs: an ECDSA-Sig-Value. */
function sign(message: Uint8Array): Uint8Array {
  const raw = p256Key('service').sign(message);
  const number = (from: number): bigint => BigInt(`0x${toHex(raw.slice(from, from + 32))}`);
  return sequence(integer(number(0)), integer(number(32)));
}
/** What services are asked with. */
export const nonce = Uint8Array.from({ length: 32 }, (_, at) => 32 - at);

/** A service’s form, and what can be known through it. */
export type Served = {
  readonly adapter: AdapterId;
  readonly form: Form;
  readonly attester: Attester;
  readonly host?: string;
  /** What can be known of the connection at best: a gateway ends it itself, a key for encryption ends none. */
  readonly channel?: Outcome;
  /** The answer says which nonce it was made for. */
  readonly hasNonce: boolean;
  /** A member that it does not know is none of its version. */
  readonly isStrict?: true;
};

const tdx = (adapter: AdapterId, form: Form, hasNonce: boolean, more: Partial<Served> = {}): Served => {
  return { adapter, form, attester: tdxAttester, hasNonce, ...more };
};
const nitro = (adapter: AdapterId, form: Form, hasNonce: boolean, more: Partial<Served> = {}): Served => {
  return { adapter, form, attester: nitroAttester, hasNonce, ...more };
};

/** Every form that services have today, by its name for people. */
export const SERVED: Readonly<Record<string, Served>> = {
  'Tinfoil without a nonce': tdx('tinfoil', tinfoilV2(tdxAttester), false),
  'Tinfoil of June 2026': tdx('tinfoil', tinfoilJune(tdxAttester), true),
  'Tinfoil of August 2026': tdx('tinfoil', tinfoilAugust(tdxAttester), true, { isStrict: true }),
  'NEAR AI': tdx('near', nearReport(tdxAttester), true),
  'dstack-ingress': tdx('dstack-ingress', dstackIngress(tdxAttester, HOST), false),
  'dstack’s gateway': tdx('dstack-gateway', dstackGateway(tdxAttester, OWN.spki), false, { host: GATEWAY_HOST, channel: 'warn' }),
  ACI: tdx('aci', aci(tdxAttester, HOST), true),
  Evervault: nitro('evervault', evervault, false),
  SecretVM: tdx('secretvm', secretvm(tdxAttester), false),
  Maple: nitro('maple', maple, true, { channel: 'unknown' }),
  nitriding: nitro('nitriding', nitriding, true),
};

/** What the service is asked, over its own connection. */
export const askedOf = ({ host = HOST }: Served): Asked => ({ origin: `https://${host}`, nonce, connection: OWN });

/** What the service answers to what it is asked. */
export function repliesOf(served: Served, asked = askedOf(served)): readonly AdapterReply[] {
  const adapter = adapterOf(served);
  return adapter.requests(asked).map(({ url }) => {
    const { pathname: path, searchParams: query } = new URL(url);
    const { body, status = 200 } = served.form.answer({ path, query, ...OWN, sign, now: NOW });
    return answer(body, status);
  });
}

/** The reader of this form. */
export function adapterOf({ adapter }: Served): Adapter<AdapterId> {
  const found = adapterNamed(adapter);
  if (found === undefined) throw new Error(adapter);
  return found;
}
