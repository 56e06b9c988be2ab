import type { ProfileFinality, RegistryProfile } from '../../api/registry-profile.ts';

/** MaxAttestationRenewalPeriod of the Integritee runtimes: 48 hours, in milliseconds. */
const INTEGRITEE_RENEWAL = 172_800_000;

/** Spec version and SHA-256 of the last runtime metadata (version 15) of the Integritee runtimes, August 2025. */
const KUSAMA_METADATA = { spec: 560, sha256: '68987bdab469034b60d71d227fdba4a3447574f404f7b524d50f084798296e42' };
const POLKADOT_METADATA = { spec: 560, sha256: 'df1e97654468554552bc753b031985453dcc57acb70625e30d1b3c413061198d' };

/** Relay chains: genesis hashes as every Polkadot client has them. */
const RELAYS = {
  polkadot: '91b171bb158e2d3848fa23a9f1c25182fb8e20313b2c1eb49219da7a70ce90c3',
  kusama: 'b0a8d493285c2df73290dfb7e61f870f17b41801197a149ca93654499ea3dafe',
  paseo: '77afd6190f1554ad45fd0d31aee62aacc33c6db0ea801129acb813f913e0764f',
} as const;

const RELAY_ENDPOINTS: Readonly<Record<'polkadot' | 'kusama', readonly string[]>> = {
  polkadot: ['wss://rpc.polkadot.io', 'wss://polkadot-rpc.n.dwellir.com', 'wss://polkadot.api.onfinality.io/public-ws'],
  kusama: ['wss://kusama-rpc.polkadot.io', 'wss://kusama-rpc.n.dwellir.com', 'wss://kusama.api.onfinality.io/public-ws'],
};

const relayed = (relay: 'polkadot' | 'kusama', paraId: number): ProfileFinality => ({
  kind: 'relay',
  paraId,
  genesis: RELAYS[relay],
  endpoints: RELAY_ENDPOINTS[relay],
  checkpoint: { kind: 'pinned', relay },
});

const integritee = {
  format: 1,
  enclaves: 'teerex',
  devices: false,
  registrars: [],
  renewal: INTEGRITEE_RENEWAL,
  // Announced on integritee.network in November 2025; the endpoints below are the former ones.
  discontinued: '2025-11-11',
  test: false,
  explorer: null,
} as const;

/**
 * The chains that a release knows. All are off until the user turns one on; a discontinued one is kept because its registrations
 * can still be proven, as history, while anyone serves the chain.
 */
export const BUILT_IN_PROFILES: readonly RegistryProfile[] = [
  {
    ...integritee,
    id: 'integritee-kusama',
    name: 'Integritee (Kusama)',
    genesis: 'cdedc8eadbfa209d3f207bba541e57c3c58a667b05a2e1d1e86353c9000758da',
    endpoints: ['wss://kusama.api.integritee.network', 'wss://integritee-kusama.api.onfinality.io/public-ws'],
    finality: relayed('kusama', 2015),
    metadata: [KUSAMA_METADATA],
  },
  {
    ...integritee,
    id: 'integritee-polkadot',
    name: 'Integritee (Polkadot)',
    genesis: 'e13e7af377c64e83f95e0d70d5e5c3c01d697a84538776c5b9bbe0e7d7b6034c',
    endpoints: ['wss://polkadot.api.integritee.network', 'wss://integritee-rpc.dwellir.com'],
    finality: relayed('polkadot', 2039),
    metadata: [POLKADOT_METADATA],
  },
  {
    ...integritee,
    id: 'integritee-paseo',
    test: true,
    name: 'Integritee (Paseo test network)',
    genesis: '1b69c462cd7dfea0e855c2008b66490cc8bbe90bc80b297ec0896a1c0941ce15',
    endpoints: ['wss://paseo.api.integritee.network'],
    // Paseo has since been restarted with another first block, so there is no checkpoint of it to follow.
    finality: { kind: 'relay', paraId: 2015, genesis: RELAYS.paseo, endpoints: [], checkpoint: null },
    metadata: [],
  },
  {
    ...integritee,
    id: 'integritee-solo',
    name: 'Integritee (solo chain)',
    genesis: 'f195ef30c646663a24a3164b307521174a86f437c586397a43183c736a8383c1',
    endpoints: [],
    finality: { kind: 'solo', checkpoint: null },
    metadata: [],
  },
  {
    format: 1,
    id: 'heima',
    name: 'Heima',
    // The hash of Litentry's first block, which the chain kept through its renaming (para 2013 of Polkadot).
    genesis: '2fc8bb6ed7c0051bdcf4866c322ed32b6276572713607e3297ccf411b8f14aa9',
    enclaves: 'teebag',
    devices: false,
    endpoints: ['wss://heima-rpc.n.dwellir.com', 'wss://rpc.heima-parachain.heima.network'],
    finality: relayed('polkadot', 2013),
    registrars: [],
    metadata: [],
    // The pallet removes nothing by age; here, a worker that was not seen for two days counts as stale.
    renewal: INTEGRITEE_RENEWAL,
    discontinued: null,
    test: false,
    explorer: null,
  },
];
