/** The pinned roots that a test anchor can stand in for. */
export const TEST_ANCHOR_SLOTS = [
  'intelSgxRoot',
  'intelIasSigningCa',
  'awsNitroRoot',
  'amdMilan',
  'amdGenoa',
  'amdTurin',
  'nvidiaDeviceRoot',
  'nvidiaRimRoot',
] as const;

/** A test anchor that a developer added; every result that rests on one is marked `simulated`. */
export type TestAnchor = {
  readonly slot: (typeof TEST_ANCHOR_SLOTS)[number];
  readonly name: string;
  /** DER, base64; for AMD: ARK, ASK and ASVK in this order. */
  readonly certificates: readonly string[];
};

/** Everything a user can choose. Each field is read and validated by name. */
export type Settings = {
  readonly format: 1;
  /** Whether manufacturers may be asked for endorsements that the site did not send. */
  readonly askVendors: boolean;
  /** Bounded-age evidence older than this (hours) is not affirming. */
  readonly oldestEvidenceHours: number;
  /**
   * A page at *strict* whose auditors say that its code encrypts whatever is entered counts as one whose connection was seen to end
   * in that code (docs/LOCKED-CHANNEL.md).
   */
  readonly encryptingPagesCount: boolean;
  readonly developer: {
    readonly testAnchors: readonly TestAnchor[];
    /** RFC 3339; evidence is appraised as of this time, and every result is marked `simulated`. Null: now. */
    readonly verificationTime: string | null;
  };
  /** The three onboarding screens were seen or skipped. */
  readonly onboarded: boolean;
};

/** What holds until the user chooses otherwise. */
export const DEFAULT_SETTINGS: Settings = {
  format: 1,
  askVendors: true,
  oldestEvidenceHours: 24,
  encryptingPagesCount: false,
  developer: { testAnchors: [], verificationTime: null },
  onboarded: false,
};

/** For an origin that attested before: whether missing evidence is an alarm (`hard`), a warning (`soft`) or nothing. */
export type SitePin = { readonly origin: string; readonly pin: 'off' | 'soft' | 'hard'; readonly since: string };

/** What is kept about one site. Dates are RFC 3339. */
export type KeptSite = {
  readonly origin: string;
  readonly pin: SitePin['pin'];
  /** Since when the site is known; null where only something else that the user chose is kept. */
  readonly since: string | null;
  /** When it last proved its code; null if it never did. */
  readonly lastSeen: string | null;
};
