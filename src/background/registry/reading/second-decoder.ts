import {
  fromPrefixedHex,
  lenientText,
  provenValue,
  readRegisteredEnclave,
  toHex,
  type RegisteredEnclave,
} from '../../../verifier/substrate/index.ts';
import { instant, Malformed } from '../../../verifier/index.ts';
import type { RegistryProfile } from '../../api/registry-profile.ts';
import { fieldsOf, InvalidRecord, type Fields } from '../../state/shape.ts';
import { NodeFailed } from '../client/node-failed.ts';
import type { StorageKey } from '../storage-keys.ts';
import type { Reading } from './outcome.ts';

const STATUS = {
  Invalid: 'invalid',
  Ok: 'ok',
  GroupOutOfDate: 'group-out-of-date',
  GroupRevoked: 'group-revoked',
  ConfigurationNeeded: 'configuration-needed',
} as const;

function bare(fields: Fields, name: string): string {
  return toHex(fromPrefixedHex(fields.string(name, 600), name));
}

function methodOf(fields: Fields): Pick<RegisteredEnclave, 'method' | 'proxied'> {
  const method = fields.fields('attestationMethod');
  for (const name of ['skip', 'dcap'] as const) {
    if (method.value(name) !== undefined) return { method: name, proxied: method.fields(name).boolean('proxied') };
  }
  if (method.value('ias') === undefined) throw new InvalidRecord('attestationMethod', 'unknown');
  return { method: 'ias', proxied: false };
}

/**
 * A teerex entry as @polkadot/api decodes it → in our own decoder's form: the second reading of bytes that no proof covers
 * (levels 1 and 0). Null for what does not fit.
 */
export function typedEnclave(value: unknown): RegisteredEnclave | null {
  try {
    const sgx = fieldsOf(value, 'enclave').fields('sgx');
    return {
      reportData: bare(sgx.fields('reportData'), 'd'),
      mrEnclave: bare(sgx, 'mrEnclave'),
      mrSigner: bare(sgx, 'mrSigner'),
      registeredAt: instant(sgx.natural('timestamp')),
      url: sgx.nullOr('url', (name) => lenientText(fromPrefixedHex(sgx.string(name, 600), name))),
      buildMode: sgx.oneOf('buildMode', ['Debug', 'Production']) === 'Debug' ? 'debug' : 'production',
      ...methodOf(sgx),
      status: STATUS[sgx.oneOf('status', ['Invalid', 'Ok', 'GroupOutOfDate', 'GroupRevoked', 'ConfigurationNeeded'])],
    };
  } catch (error) {
    if (error instanceof InvalidRecord || error instanceof Malformed) return null;
    throw error;
  }
}

const spelled = ({
  mrEnclave,
  mrSigner,
  reportData,
  registeredAt,
  url,
  buildMode,
  method,
  proxied,
  status,
}: RegisteredEnclave): string =>
  JSON.stringify([mrEnclave, mrSigner, reportData, registeredAt, url, buildMode, method, proxied, status]);

/**
 * Levels 1 and 0: no proof covers the entry, so the first node is asked once more through @polkadot/api, which computes the key
 * and decodes the value by itself. False when the two readings differ; a node that does not answer the second time is no
 * contradiction.
 */
export async function readsTheSame(reading: Reading, profile: RegistryProfile, storageKey: StorageKey): Promise<boolean> {
  const value = provenValue(reading.values, storageKey.key);
  const [node] = reading.nodes;
  if (value === null || node === undefined || storageKey.typed === null) return true;
  const paraId = profile.finality.kind === 'relay' ? profile.finality.paraId : 0;
  try {
    const typed = await node.typed({ genesis: profile.genesis, paraId }, storageKey.typed, reading.header.hash);
    const decoded = typedEnclave(typed);
    return decoded !== null && spelled(decoded) === spelled(readRegisteredEnclave(value));
  } catch (error) {
    if (error instanceof NodeFailed) return true;
    throw error;
  }
}
