import {
  commonTypes,
  deviceRegistryPallet,
  enclaveBridgePallet,
  parachainInfoPallet,
  teebagPallet,
  teerexPallet,
  timestampPallet,
  type CommonTypes,
} from './pallets.ts';
import { encodeMetadata, u32Constant, type Pallet } from './runtime-metadata.ts';
import { TypeTable, type TypeId } from './type-table.ts';

type System = { readonly pallet: Pallet; readonly outerEvent: TypeId };

/** The system pallet, whose list of events names every other pallet's. */
function systemPallet(types: TypeTable, common: CommonTypes, others: readonly Pallet[]): System {
  const dispatch = types.variant('frame_system::pallet::Event', { ExtrinsicSuccess: {}, ExtrinsicFailed: {} });
  const events = [{ name: 'System', index: 0, event: dispatch }, ...others];
  const outerEvent = types.variant(
    'sealmark_runtime::RuntimeEvent',
    Object.fromEntries(
      events.flatMap(({ name, index, event }) => (event === null ? [] : [[name, { at: index, fields: { 0: event } }]])),
    ),
  );
  const phase = types.variant('frame_system::Phase', {
    ApplyExtrinsic: { fields: { 0: common.index } },
    Finalization: {},
    Initialization: {},
  });
  const fields = { phase, event: outerEvent, topics: types.sequence(common.h256) };
  const record = types.composite('frame_system::EventRecord', fields, { E: outerEvent, T: common.h256 });
  const upgrade = types.composite('frame_system::LastRuntimeUpgradeInfo', {
    spec_version: types.compact(common.index),
    spec_name: types.primitive('str'),
  });
  const pallet: Pallet = {
    name: 'System',
    index: 0,
    storage: [
      { name: 'Number', value: common.index, fallback: new Uint8Array(4) },
      {
        name: 'BlockHash',
        value: common.h256,
        map: { hasher: 'twox-64-concat', key: common.index },
        fallback: new Uint8Array(32),
      },
      { name: 'Events', value: types.sequence(record), fallback: Uint8Array.of(0) },
      { name: 'LastRuntimeUpgrade', value: upgrade },
    ],
    event: dispatch,
    constants: [
      u32Constant('BlockHashCount', common.index, 4096),
      { name: 'SS58Prefix', type: types.primitive('u16'), value: Uint8Array.of(13, 0) },
    ],
  };
  return { pallet, outerEvent };
}

/**
 * Metadata of a runtime with the pallets that this project reads, built from their published types. A client that has it never
 * asks a node to describe the chain, which a lying node could invent freely; the test chain's nodes serve it, too.
 */
export function buildMetadata(paraId: number): Uint8Array {
  const types = new TypeTable();
  const common = commonTypes(types);
  const others = [
    timestampPallet(types, common),
    parachainInfoPallet(types, common, paraId),
    teerexPallet(types, common),
    enclaveBridgePallet(types, common),
    deviceRegistryPallet(types, common),
    teebagPallet(types, common),
  ];
  const { pallet, outerEvent } = systemPallet(types, common, others);
  const [address, signature, extra] = [common.account, types.bytes(64), types.tuple()];
  const call = types.variant('sealmark_runtime::RuntimeCall', {});
  const parts = { Address: address, Call: call, Signature: signature, Extra: extra };
  types.composite('sp_runtime::generic::unchecked_extrinsic::UncheckedExtrinsic', { 0: types.bytes() }, parts);
  return encodeMetadata({
    types,
    pallets: [pallet, ...others],
    runtime: types.composite('sealmark_runtime::Runtime', {}),
    address,
    call,
    signature,
    extra,
    outerEvent,
    outerError: types.variant('sealmark_runtime::RuntimeError', {}),
  });
}
