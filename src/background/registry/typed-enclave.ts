import type { RegisteredEnclave } from '../../verifier/chain/index.ts';
import { fromPrefixedHex, lenientText, toHex } from '../../verifier/chain/index.ts';
import { instant, Malformed } from '../../verifier/index.ts';
import { fieldsOf, Misshapen, type Fields } from '../state/shape.ts';

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
  if (method.value('ias') === undefined) throw new Misshapen('attestationMethod', 'unknown');
  return { method: 'ias', proxied: false };
}

/**
 * A teerex entry as @polkadot/api decodes it → the same as our own decoder gives: the second reading of bytes that no
 * proof covers (levels 1 and 0). Null for what does not fit.
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
    if (error instanceof Misshapen || error instanceof Malformed) return null;
    throw error;
  }
}
