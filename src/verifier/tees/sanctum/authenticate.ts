import { toHex } from '../../bytes/hex.ts';
import type { Claims } from '../../claims.ts';
import { isEd25519Key } from '../../crypto/ed25519.ts';
import { spkiOfEd25519 } from '../../crypto/spki.ts';
import type { KeyRecord } from '../../devices/key-status.ts';
import { consult } from '../../devices/consult.ts';
import type { KeyNeed } from '../../devices/need.ts';
import { isPublishedKey, type TestKeys } from '../../devices/published-keys.ts';
import type { Appraisal } from '../../tee.ts';
import { enclaveStatement, monitorStatement, type SanctumChain } from './chain.ts';
import type { SanctumCheckId } from './checks.ts';

/** The appraisal policy specific to Sanctum: whether keys that anyone can compute count. */
export type SanctumPolicy = { readonly testKeys: TestKeys };

/** The shipped policy. */
export const SANCTUM_POLICY: SanctumPolicy = { testKeys: 'refuse' };

type SanctumAppraisal = Appraisal<SanctumCheckId, SanctumPolicy>;

/** The register's records that a chain needs: the manufacturer's, without which nothing holds, and the device's. */
export const needsOf = ({ manufacturerKey, deviceKey }: SanctumChain): readonly [KeyNeed, KeyNeed] => [
  { kind: 'manufacturer-key', key: toHex(manufacturerKey) },
  { kind: 'device-key', key: toHex(deviceKey) },
];

/** Steps 2 to 8 of the README. The claims, or null unless a register vouches for the manufacturer and every signature holds. */
export async function authenticate(chain: SanctumChain, appraisal: SanctumAppraisal): Promise<Claims | null> {
  const { endorsements, now, ledger, common } = appraisal;
  const [need] = needsOf(chain);
  const checks = { status: 'sanctum.manufacturer.registered', age: 'sanctum.manufacturer.register-age' } as const;
  const maker = consult({ endorsements, need, checks, notTold: 'nobody-vouches', time: common.time, now, ledger });
  const strong = keysAreStrong(chain, appraisal);
  const status = deviceStands(chain, appraisal);
  const signed = await signaturesHold(chain, appraisal);
  const vouched = maker.at === 'active' || maker.at === 'outside-dates';
  return vouched && strong && status && signed ? claimsOf(chain, maker.record) : null;
}

/** Steps 3 and 4. */
function keysAreStrong(chain: SanctumChain, { ledger, policy }: SanctumAppraisal): boolean {
  const keys = { pk_m: chain.manufacturerKey, pk_d: chain.deviceKey, pk_sm: chain.monitorKey, pk_e: chain.enclaveKey };
  const weak = Object.entries(keys).filter(([, key]) => !isEd25519Key(key));
  const strong = ledger.require('sanctum.keys.strong', weak.length === 0, { keys: weak.map(([name]) => name).join(', ') });
  const published = isPublishedKey(chain.deviceKey);
  if (!published || policy.testKeys === 'accept') ledger.answer('sanctum.device.test-key', 'pass');
  else ledger.answer('sanctum.device.test-key', policy.testKeys === 'warn' ? 'warn' : 'fail');
  return strong && (!published || policy.testKeys !== 'refuse');
}

/**
 * Step 6. The manufacturer's signature makes a device genuine; a register can only revoke it. Missing information is a warning,
 * as for a certificate whose revocation list is unavailable.
 */
function deviceStands(chain: SanctumChain, { endorsements, now, ledger, common }: SanctumAppraisal): boolean {
  const [, need] = needsOf(chain);
  const checks = { status: 'sanctum.device.status', age: 'sanctum.device.register-age' } as const;
  return consult({ endorsements, need, checks, notTold: 'warning', time: common.time, now, ledger }).at !== 'refused';
}

/** Steps 5, 7 and 8: manufacturer → device → monitor → enclave → nonce. */
async function signaturesHold(chain: SanctumChain, { crypto, ledger }: SanctumAppraisal): Promise<boolean> {
  const links = [
    ['sanctum.device.signature', chain.manufacturerKey, chain.deviceSignature, chain.deviceKey],
    ['sanctum.monitor.signature', chain.deviceKey, chain.monitorSignature, await monitorStatement(crypto, chain)],
    ['sanctum.enclave.signature', chain.monitorKey, chain.enclaveSignature, await enclaveStatement(crypto, chain)],
    ['sanctum.nonce.signature', chain.enclaveKey, chain.nonceSignature, chain.nonce],
  ] as const;
  const answers = await Promise.all(
    links.map(async ([check, key, signature, message]) => {
      return ledger.require(check, await crypto.verifySignature('ed25519', spkiOfEd25519(key), signature, message));
    }),
  );
  return answers.every((holds) => holds);
}

function claimsOf(chain: SanctumChain, record: KeyRecord): Claims {
  return {
    measurements: [
      { register: 'ENCLAVE_HASH', value: toHex(chain.enclaveMeasurement) },
      { register: 'SM_HASH', value: toHex(chain.monitorHash) },
    ],
    hostChosen: [],
    runTime: [],
    explained: [],
    // The nonce is the chain's only free field: a site puts the binding's digest there, which covers our nonce.
    reportData: toHex(chain.nonce),
    nonce: null,
    // The chain has no debug attribute; what a monitor shows its host is a property of the monitor, identified by SM_HASH.
    debug: null,
    tcb: { advisories: [] },
    madeAt: null,
    deviceKey: toHex(chain.deviceKey),
    details: {
      device_key: toHex(chain.deviceKey),
      enclave_key: toHex(chain.enclaveKey),
      manufacturer: record.manufacturer,
    },
  };
}
