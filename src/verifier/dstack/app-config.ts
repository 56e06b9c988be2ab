import { concat } from '../bytes/equal.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { toAscii } from '../bytes/text.ts';
import type { Measurement } from '../claims.ts';
import type { CryptoPort } from '../crypto/port.ts';
import { parseJsonObject } from '../encoding/json.ts';
import type { Endorsement } from '../endorsement.ts';
import { Malformed } from '../malformed.ts';

/** No source can be asked for it: it comes from the site, inside the evidence, or not at all. */
export const APP_CONFIG_NEED = { kind: 'dstack.mr-config' } as const;

const MAX_CONFIG_BYTES = 64 * 1024;

/** Kinds of key providers, by their numbers in the second form. */
export const KEY_PROVIDERS = ['none', 'local', 'kms', 'tpm'] as const;

/** What gives the application its keys. */
export type KeyProviderKind = (typeof KEY_PROVIDERS)[number];
/** The names under which the system logs them. */
const LOGGED_AS: Readonly<Record<KeyProviderKind, string>> = { none: 'none', local: 'local-sgx', kms: 'kms', tpm: 'tpm' };

/** The application that dstack's host was told to start. */
export type AppConfig = {
  readonly appId: Uint8Array;
  readonly composeHash: Uint8Array;
  readonly keyProvider: KeyProviderKind;
  /** A public key, or empty. */
  readonly keyProviderId: Uint8Array;
};

/** The document as a single endorsement. @throws Malformed */
export function readAppConfigDocument(bytes: Uint8Array): readonly Endorsement[] {
  readAppConfig(bytes);
  return [{ need: APP_CONFIG_NEED, bytes }];
}

/** The document of dstack's third form (dstack-types, mr_config.rs). Unknown fields are refused there, too. @throws Malformed */
export function readAppConfig(bytes: Uint8Array): AppConfig {
  const config = parseJsonObject(bytes, 'mr_config', MAX_CONFIG_BYTES);
  if (config.natural('version') !== 3) throw new Malformed('mr_config.version', 'not 3');
  const kind = config.string('key_provider');
  const keyProvider = KEY_PROVIDERS.find((one) => one === kind);
  if (keyProvider === undefined) throw new Malformed('mr_config.key_provider', 'unknown');
  const hex = (name: string): Uint8Array => fromHex(config.string(name), `mr_config.${name}`);
  return {
    appId: hex('app_id'),
    composeHash: hex('compose_hash'),
    keyProvider,
    keyProviderId: config.has('key_provider_id') ? hex('key_provider_id') : new Uint8Array(),
  };
}

/** The content of MRCONFIGID (after its form, 3) and HOST_DATA: SHA-256("dstack-mr-config-v3:" ‖ 00 ‖ document as received). */
export const appConfigDigest = (document: Uint8Array, crypto: CryptoPort): Promise<Uint8Array> =>
  crypto.digest('sha-256', concat(toAscii('dstack-mr-config-v3:', 'domain'), Uint8Array.of(0), document));

/** The content of MRCONFIGID after its form, 2: Keccak-256(compose hash ‖ app id ‖ kind of key provider ‖ its id). */
export function secondFormDigest(
  { composeHash, appId, keyProvider, keyProviderId }: AppConfig,
  crypto: CryptoPort,
): Promise<Uint8Array> {
  return crypto.digest(
    'keccak-256',
    concat(composeHash, appId, Uint8Array.of(KEY_PROVIDERS.indexOf(keyProvider)), keyProviderId),
  );
}

/** The facts that an event log states, as registers that a reference value may name. */
export const registersOfConfig = ({ appId, composeHash, keyProvider, keyProviderId }: AppConfig): readonly Measurement[] => [
  { register: 'APP_ID', value: toHex(appId) },
  { register: 'COMPOSE_HASH', value: toHex(composeHash) },
  { register: 'KEY_PROVIDER', value: toHex(loggedProvider(keyProvider, keyProviderId)) },
];

/** The payload of the event `key-provider`. */
function loggedProvider(kind: KeyProviderKind, id: Uint8Array): Uint8Array {
  return toAscii(JSON.stringify({ name: LOGGED_AS[kind], id: toHex(id) }), 'key provider');
}

/** The provider that the event `key-provider` names; undefined for an unknown one. @throws Malformed */
export function providerIn(payload: Uint8Array): Pick<AppConfig, 'keyProvider' | 'keyProviderId'> | undefined {
  const provider = parseJsonObject(payload, 'key-provider', MAX_CONFIG_BYTES);
  const name = provider.string('name');
  const keyProvider = KEY_PROVIDERS.find((one) => LOGGED_AS[one] === name);
  if (keyProvider === undefined) return undefined;
  return {
    keyProvider,
    keyProviderId: provider.has('id') ? fromHex(provider.string('id'), 'key-provider.id') : new Uint8Array(),
  };
}
