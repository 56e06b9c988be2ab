import type { ChannelObservation } from '../../verifier/index.ts';
import type { TestKey } from '../../verifier/testing/keys.ts';

/** The document's connection was seen to end at this key. */
export const observed = (key: TestKey): ChannelObservation => ({
  kind: 'observed',
  spki: key.spki,
  confirmed: false,
  locallyInstalledRoot: null,
});
