/** A pinned root: its certificate, byte for byte. */
export type Anchor = {
  readonly name: string;
  /** DER. */
  readonly certificate: Uint8Array;
  /** True for anything but the manufacturer's own root; trusting it marks the whole result `simulated`. */
  readonly test: boolean;
};

/** EPYC 7003, 9004 and 9005 by AMD's code names: each line has a root of its own (AMD 57230). */
export type AmdProductLine = 'Milan' | 'Genoa' | 'Turin';

/** AMD's three fixed certificates of one product line: the root, and the two that sign VCEKs and VLEKs. */
export type AmdAnchors = { readonly ark: Anchor; readonly ask: Anchor; readonly asvk: Anchor };

/**
 * Every root that the verifier may trust. These are lists because a developer setting adds a test anchor to the pinned one; a
 * chain must end at exactly one of them. Nothing inside evidence ever becomes an anchor.
 */
export type Anchors = {
  readonly intelSgxRoot: readonly Anchor[];
  readonly intelIasSigningCa: readonly Anchor[];
  readonly amd: Readonly<Record<AmdProductLine, readonly AmdAnchors[]>>;
  readonly awsNitroRoot: readonly Anchor[];
  readonly nvidiaDeviceRoot: readonly Anchor[];
  /** Signs NVIDIA's reference files, not devices. */
  readonly nvidiaRimRoot: readonly Anchor[];
};

/** No root at all: to spread those over that a caller believes. */
export const noAnchors: Anchors = {
  intelSgxRoot: [],
  intelIasSigningCa: [],
  amd: { Milan: [], Genoa: [], Turin: [] },
  awsNitroRoot: [],
  nvidiaDeviceRoot: [],
  nvidiaRimRoot: [],
};
