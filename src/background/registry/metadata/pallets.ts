import { u64Of } from '../../../verifier/substrate/index.ts';
import { u32Constant, type Pallet } from './runtime-metadata.ts';
import type { TypeId, TypeTable } from './type-table.ts';

/** Types shared by several pallets. */
export type CommonTypes = { readonly account: TypeId; readonly h256: TypeId; readonly moment: TypeId; readonly index: TypeId };

/** Adds the types shared by several pallets. */
export function commonTypes(types: TypeTable): CommonTypes {
  return {
    account: types.composite('sp_core::crypto::AccountId32', { 0: types.bytes(32) }),
    h256: types.composite('primitive_types::H256', { 0: types.bytes(32) }),
    moment: types.primitive('u64'),
    index: types.primitive('u32'),
  };
}

/** Block time. */
export function timestampPallet(types: TypeTable, { moment }: CommonTypes): Pallet {
  return {
    name: 'Timestamp',
    index: 3,
    storage: [{ name: 'Now', value: moment, fallback: u64Of(0) }],
    event: null,
    constants: [{ name: 'MinimumPeriod', type: types.primitive('u64'), value: u64Of(6000) }],
  };
}

/** Which parachain this is. */
export function parachainInfoPallet(types: TypeTable, _: CommonTypes, paraId: number): Pallet {
  const id = types.composite('polkadot_parachain_primitives::primitives::Id', { 0: types.primitive('u32') });
  const constant = u32Constant('ParachainId', id, paraId);
  return {
    name: 'ParachainInfo',
    index: 21,
    storage: [{ name: 'ParachainId', value: id, fallback: constant.value }],
    event: null,
    constants: [],
  };
}

/** Integritee's registry of SGX enclaves (integritee-network/pallets, teerex, StorageVersion 2). */
export function teerexPallet(types: TypeTable, { account, h256, moment }: CommonTypes): Pallet {
  const proxied = { fields: { proxied: types.primitive('bool') } };
  const reportData = types.composite('teerex_primitives::SgxReportData', { d: types.bytes(64) });
  const buildMode = types.variant('teerex_primitives::SgxBuildMode', { Debug: {}, Production: {} });
  const method = types.variant('teerex_primitives::SgxAttestationMethod', { Skip: proxied, Ias: {}, Dcap: proxied });
  const status = types.variant('teerex_primitives::SgxStatus', {
    Invalid: {},
    Ok: {},
    GroupOutOfDate: {},
    GroupRevoked: {},
    ConfigurationNeeded: {},
  });
  const url = types.option(types.bytes());
  const sgx = types.composite('teerex_primitives::SgxEnclave', {
    report_data: reportData,
    mr_enclave: types.bytes(32),
    mr_signer: types.bytes(32),
    timestamp: moment,
    url,
    build_mode: buildMode,
    attestation_method: method,
    status,
  });
  const enclave = types.variant('teerex_primitives::MultiEnclave', { Sgx: { fields: { 0: sgx } } });
  const opaque = types.boundedBytes();
  const key = types.composite('sp_core::ed25519::Public', { 0: types.bytes(32) });
  const multi = types.variant('sp_runtime::MultiSigner', { Ed25519: { fields: { 0: key } } });
  const signer = types.variant('teerex_primitives::AnySigner', {
    Opaque: { fields: { 0: opaque } },
    Known: { fields: { 0: multi } },
  });
  const address = types.composite('teerex_primitives::EnclaveInstanceAddress', { fingerprint: h256, registrar: account, signer });
  const map = (name: string, of: TypeId) => ({ name, value: enclave, map: { hasher: 'blake2-128-concat', key: of } as const });
  return {
    name: 'Teerex',
    index: 50,
    storage: [map('SovereignEnclaves', account), map('ProxiedEnclaves', address)],
    event: types.variant('pallet_teerex::pallet::Event', {
      AddedSgxEnclave: {
        fields: { registered_by: account, worker_url: url, tcb_status: types.option(status), attestation_method: method },
      },
      RemovedSovereignEnclave: { fields: { 0: account } },
      RemovedProxiedEnclave: { fields: { 0: address } },
    }),
    constants: [{ name: 'MaxAttestationRenewalPeriod', type: moment, value: u64Of(172_800_000) }],
  };
}

/** Where enclaves talk to the chain (integritee-network/pallets, enclave-bridge): the event that publishes a hash. */
export function enclaveBridgePallet(types: TypeTable, { h256 }: CommonTypes): Pallet {
  return {
    name: 'EnclaveBridge',
    index: 54,
    storage: [],
    event: types.variant('pallet_enclave_bridge::pallet::Event', {
      PublishedHash: { at: 4, fields: { enclave_fingerprint: h256, hash: h256, data: types.bytes() } },
    }),
    constants: [],
  };
}

/** Manufacturers' device keys (docs/REGISTRY.md, the deviceRegistry pallet). */
export function deviceRegistryPallet(types: TypeTable, { account, moment }: CommonTypes): Pallet {
  const name = types.boundedBytes();
  const device = types.composite('pallet_device_registry::Device', {
    account,
    manufacturer: name,
    model: name,
    status: types.variant('pallet_device_registry::DeviceStatus', { Active: {}, Revoked: {} }),
    registered_at: moment,
    valid_from: moment,
    valid_until: types.option(moment),
    revoked_at: types.option(moment),
  });
  return {
    name: 'DeviceRegistry',
    index: 60,
    storage: [
      { name: 'Manufacturers', value: name, map: { hasher: 'blake2-128-concat', key: account } },
      { name: 'Devices', value: device, map: { hasher: 'blake2-128-concat', key: types.bytes(32) } },
      { name: 'ManufacturerKeys', value: device, map: { hasher: 'blake2-128-concat', key: types.bytes(32) } },
    ],
    event: types.variant('pallet_device_registry::pallet::Event', {
      DeviceRegistered: { fields: { key: types.bytes(32), account } },
      DeviceRevoked: { fields: { key: types.bytes(32), account } },
    }),
    constants: [],
  };
}

/** Heima's registry (litentry/heima, teebag). Its build modes are in the reverse order of teerex's. */
export function teebagPallet(types: TypeTable, { account, moment }: CommonTypes): Pallet {
  const path = (name: string): string => `heima_primitives::teebag::types::${name}`;
  const provider = types.variant(path('DcapProvider'), { Intel: {}, MAA: {}, Local: {}, Integritee: {} });
  const enclave = types.composite(path('Enclave'), {
    worker_type: types.variant(path('WorkerType'), { Identity: {}, BitAcross: {}, OmniExecutor: {} }),
    worker_mode: types.variant(path('WorkerMode'), { OffChainWorker: {}, Sidechain: {} }),
    mrenclave: types.bytes(32),
    last_seen_timestamp: moment,
    url: types.bytes(),
    shielding_pubkey: types.option(types.bytes()),
    vc_pubkey: types.option(types.composite('sp_core::ed25519::Public', { 0: types.bytes(32) })),
    sgx_build_mode: types.variant(path('SgxBuildMode'), { Production: {}, Debug: {} }),
    attestation_type: types.variant(path('AttestationType'), { Ignore: {}, Ias: {}, Dcap: { fields: { 0: provider } } }),
  });
  return {
    name: 'Teebag',
    index: 93,
    storage: [{ name: 'EnclaveRegistry', value: enclave, map: { hasher: 'blake2-128-concat', key: account } }],
    event: null,
    constants: [],
  };
}
