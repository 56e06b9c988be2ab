import type { JSX } from 'preact';
import type { RegistryView } from '../../background/api/registry-view.ts';
import { contradicts } from '../../background/api/registry-view.ts';
import { ASPECTS, type AttestationResult, type Tier, type TrustVector } from '../../verifier/index.ts';
import type { Tone } from '../mark/shapes.ts';
import { registrySentence } from '../words/registry.ts';
import { ASPECT_WORDS, REGISTRY_NAME, SIMULATED_ASPECTS, TIER_WORDS, vouchedSentence } from '../words/tiers.ts';
import { TierMark } from './mark.tsx';

type Props = {
  readonly vector: TrustVector;
  readonly registry: RegistryView | null;
  readonly vouchers: AttestationResult['vouchedBy'];
  /** A test setup: nothing here may look like the real thing. */
  readonly simulated: boolean;
};

/** The five aspects, and the public registry where it was asked: a sign, what it is about, what was found, one word. */
export function Aspects({ vector, registry, vouchers, simulated }: Props): JSX.Element {
  const voucher = vouchers[0];
  const tone = simulated ? 'purple' : undefined;
  return (
    <ul class="aspects" aria-label="What was checked">
      {simulated && <li class="caption">{SIMULATED_ASPECTS}</li>}
      {ASPECTS.map((aspect) => {
        const { name, says } = ASPECT_WORDS[aspect];
        const tier = vector[aspect];
        const vouched = aspect === 'executables' && tier === 'affirming' && voucher !== undefined;
        return <Row key={aspect} tone={tone} name={name} tier={tier} says={vouched ? vouchedSentence(voucher) : says[tier]} />;
      })}
      {registry !== null && (
        <Row tone={tone} name={REGISTRY_NAME} tier={registryTier(registry)} says={registrySentence(registry)} />
      )}
    </ul>
  );
}

function Row({ name, tier, says, tone }: { name: string; tier: Tier; says: string; tone: Tone | undefined }): JSX.Element {
  return (
    <li>
      <TierMark tier={tier} tone={tone} />
      <span class="name">{name}</span>
      <span class="says">{says}</span>
      <span class="tier">{TIER_WORDS[tier]}</span>
    </li>
  );
}

/** The registry corroborates: it can warn, and never fails or greens the whole. */
export function registryTier(view: RegistryView): Tier {
  if (contradicts(view)) return 'warning';
  if (view.at === 'asking') return 'none';
  const { kind } = view.answer;
  return kind === 'current' || kind === 'device-active' ? 'affirming' : kind === 'device-revoked' ? 'warning' : 'none';
}
