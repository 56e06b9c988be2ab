import { fromBase64, toBase64, type ChannelObservation, type UnobservedReason } from '../../verifier/index.ts';

/** A channel observation as it is stored: plain JSON, keys in base64. */
export type StoredChannel =
  | { readonly kind: 'observed'; readonly spki: string; readonly locallyInstalledRoot: boolean | null }
  | { readonly kind: 'unobserved'; readonly because: UnobservedReason };

/** An observation → what is stored with the visit. */
export function storeChannel(channel: ChannelObservation): StoredChannel {
  return channel.kind === 'unobserved'
    ? channel
    : { kind: 'observed', spki: toBase64(channel.spki), locallyInstalledRoot: channel.locallyInstalledRoot };
}

/** What was stored → an observation, not confirmed by a second look. @throws Malformed for a damaged key */
export function restoreChannel(stored: StoredChannel): ChannelObservation {
  return stored.kind === 'unobserved' ? stored : { ...stored, spki: fromBase64(stored.spki, 'spki'), confirmed: false };
}
