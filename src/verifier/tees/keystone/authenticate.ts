import { toHex } from '../../bytes/hex.ts';
import type { Claims } from '../../claims.ts';
import type { CryptoPort } from '../../crypto/port.ts';
import { isEd25519Key } from '../../crypto/ed25519.ts';
import { spkiOfEd25519 } from '../../crypto/spki.ts';
import { consult } from '../../devices/consult.ts';
import type { KeyRecord } from '../../devices/key-status.ts';
import type { KeyNeed } from '../../devices/need.ts';
import { isPublishedKey, type TestKeys } from '../../devices/published-keys.ts';
import type { Appraisal } from '../../tee.ts';
import type { KeystoneCheckId } from './checks.ts';
import { enclaveStatement, monitorStatement, type KeystoneReport } from './report.ts';
import { isPredictableKey } from './predictable-key.ts';

/** The appraisal policy specific to Keystone: whether keys that its repository publishes count. */
export type KeystonePolicy = { readonly testKeys: TestKeys };

/** The shipped policy. */
export const KEYSTONE_POLICY: KeystonePolicy = { testKeys: 'refuse' };

type KeystoneAppraisal = Appraisal<KeystoneCheckId, KeystonePolicy>;

/** The register's record that a report needs. */
export const needOf = ({ deviceKey }: KeystoneReport): KeyNeed => ({ kind: 'device-key', key: toHex(deviceKey) });

const signedBy = (crypto: CryptoPort, key: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean> =>
  crypto.verifySignature('ed25519-sha3-512', spkiOfEd25519(key), signature, message);

/** Steps 2 to 7 of the README. The claims, or null unless the register vouches for the device and both signatures hold. */
export async function authenticate(report: KeystoneReport, appraisal: KeystoneAppraisal): Promise<Claims | null> {
  const { crypto, ledger } = appraisal;
  const record = deviceIsRegistered(report, appraisal);
  const keysHold = keysAreStrong(report, appraisal);
  const endorsed = ledger.require(
    'keystone.monitor.signature',
    await signedBy(crypto, report.deviceKey, report.monitorSignature, monitorStatement(report)),
  );
  // A key that no device vouches for needs no second reason, and this one takes ten milliseconds to find.
  const own =
    endorsed && ledger.require('keystone.monitor.predictable-key', !isPredictableKey(report.monitorKey, report.monitorHash));
  const signed = ledger.require(
    'keystone.enclave.signature',
    await signedBy(crypto, report.monitorKey, report.enclaveSignature, enclaveStatement(report)),
  );
  return record !== undefined && keysHold && own && signed ? claimsOf(report, record) : null;
}

/** Step 2. The report names the device; only the register makes it one. */
function deviceIsRegistered(
  report: KeystoneReport,
  { endorsements, now, ledger, common }: KeystoneAppraisal,
): KeyRecord | undefined {
  const checks = { status: 'keystone.device.registered', age: 'keystone.device.register-age' } as const;
  const consultation = { endorsements, need: needOf(report), checks, time: common.time, now, ledger };
  const consulted = consult({ ...consultation, notTold: 'nobody-vouches' });
  return consulted.at === 'active' || consulted.at === 'outside-dates' ? consulted.record : undefined;
}

/**
 * Steps 3 and 4. @returns false when a key is weak (anyone can produce signatures for it), whatever the policy says about test
 * keys
 */
function keysAreStrong({ deviceKey, monitorKey }: KeystoneReport, { ledger, policy }: KeystoneAppraisal): boolean {
  const device = ledger.require('keystone.device.key', isEd25519Key(deviceKey));
  const monitor = ledger.require('keystone.monitor.key', isEd25519Key(monitorKey));
  const published = isPublishedKey(deviceKey);
  if (!published || policy.testKeys === 'accept') ledger.answer('keystone.device.test-key', 'pass');
  else ledger.answer('keystone.device.test-key', policy.testKeys === 'warn' ? 'warn' : 'fail');
  return device && monitor && (!published || policy.testKeys !== 'refuse');
}

function claimsOf({ enclaveHash, monitorHash, data, deviceKey }: KeystoneReport, record: KeyRecord): Claims {
  return {
    measurements: [
      { register: 'ENCLAVE_HASH', value: toHex(enclaveHash) },
      { register: 'SM_HASH', value: toHex(monitorHash) },
    ],
    hostChosen: [],
    runTime: [],
    explained: [],
    reportData: toHex(data),
    nonce: null,
    // The format has no debug attribute; what a monitor shows its host is a property of the monitor, identified by SM_HASH.
    debug: null,
    tcb: { advisories: [] },
    madeAt: null,
    deviceKey: toHex(deviceKey),
    details: { device_key: toHex(deviceKey), manufacturer: record.manufacturer, device_id: record.deviceId },
  };
}
