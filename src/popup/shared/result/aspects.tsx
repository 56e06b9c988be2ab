import type { JSX } from 'preact';
import type { RegistryView } from '../../../background/api/registry-view.ts';
import { contradicts } from '../../../background/api/registry-view.ts';
import {
  ASPECTS,
  type Accelerators,
  type Aspect,
  type AttestationResult,
  type Tier,
  type TrustVector,
} from '../../../verifier/index.ts';
import type { Tone } from '../mark/shapes.ts';
import { acceleratorSentence, ACCELERATORS_NAME, acceleratorSummary, acceleratorTier } from '../../words/accelerators.ts';
import { WHAT_WAS_CHECKED } from '../../words/pages/parts.ts';
import { registrySentence } from '../../words/registry.ts';
import { ASPECT_WORDS, REGISTRY_NAME, TIER_WORDS, vouchedSentence } from '../../words/tiers.ts';
import { TierMark } from '../parts/mark.tsx';

type Props = {
  readonly vector: TrustVector;
  readonly registry: RegistryView | null;
  /** GPUs of the same machine, if the site named any. */
  readonly accelerators?: Accelerators | null;
  /** Whether they were seen at a visit, or are in a saved file. */
  readonly seen?: 'of-a-visit' | 'of-a-file';
  readonly vouchers: AttestationResult['vouchedBy'];
  /** Shown above a simulated result, whose signs are purple; null for a real one. */
  readonly simulated: string | null;
  /** The text about freshness, if it is not about a visit. */
  readonly freshness?: Readonly<Record<Tier, string>>;
  /** The text about the connection, if its tier alone would say something else. */
  readonly channel?: string | undefined;
  /** The word for the connection's tier, if its own would say more than was seen. */
  readonly channelWord?: string | undefined;
  /** The text about a configuration that holds, if its tier alone would say more than the evidence can. */
  readonly configuration?: string | undefined;
  /** Which aspects to show; all by default. */
  readonly only?: readonly Aspect[];
};

/**
 * The five aspects, and the public registry if it was asked: a sign, its subject, the finding; and the tier's word for those who
 * cannot see the sign.
 */
export function Aspects(props: Props): JSX.Element {
  const {
    vector,
    registry,
    accelerators = null,
    seen = 'of-a-visit',
    vouchers,
    simulated,
    freshness,
    channel,
    channelWord,
    configuration,
    only = ASPECTS,
  } = props;
  const voucher = vouchers[0];
  const tone = simulated === null ? undefined : 'purple';
  return (
    <ul class="aspects" aria-label={WHAT_WAS_CHECKED}>
      {simulated !== null && <li class="caption">{simulated}</li>}
      {only.map((aspect) => {
        const { name } = ASPECT_WORDS[aspect];
        const byTier = aspect === 'freshness' && freshness !== undefined ? freshness : ASPECT_WORDS[aspect].says;
        const tier = vector[aspect];
        const vouched = aspect === 'executables' && tier === 'affirming' && voucher !== undefined;
        const stated =
          aspect === 'channel' ? channel : aspect === 'configuration' && tier === 'affirming' ? configuration : undefined;
        const statement = stated ?? byTier[tier];
        const says = vouched ? vouchedSentence(voucher) : statement;
        const word = aspect === 'channel' ? channelWord : undefined;
        return <Row key={aspect} tone={tone} name={name} tier={tier} word={word} says={says} />;
      })}
      {accelerators !== null && (
        <Row
          tone={tone}
          name={ACCELERATORS_NAME}
          tier={acceleratorTier(accelerators)}
          says={acceleratorSentence(accelerators, seen)}
          beneath={acceleratorSummary(accelerators)}
          long
        />
      )}
      {registry !== null && (
        <Row tone={tone} name={REGISTRY_NAME} tier={registryTier(registry)} says={registrySentence(registry)} />
      )}
    </ul>
  );
}

type RowProps = {
  readonly name: string;
  readonly tier: Tier;
  readonly says: string;
  readonly tone: Tone | undefined;
  readonly word?: string | undefined;
  readonly beneath?: string | null;
  /** Whole sentences, which stand under the name and not next to it. */
  readonly long?: boolean;
};

function Row({ name, tier, word = TIER_WORDS[tier], says, tone, beneath = null, long = false }: RowProps): JSX.Element {
  return (
    <li class={long ? 'long' : undefined}>
      <TierMark tier={tier} tone={tone} />
      <span class="name">{name}</span> <span class="tier hidden">{word}</span>
      <span class="says">
        {says}
        {beneath !== null && <small>{beneath}</small>}
      </span>
    </li>
  );
}

/** The registry corroborates: it can warn, but never fails or turns the whole green. */
export function registryTier(view: RegistryView): Tier {
  if (contradicts(view)) return 'warning';
  if (view.at === 'asking') return 'none';
  const { kind } = view.answer;
  return kind === 'current' || kind === 'device-active' ? 'affirming' : kind === 'device-revoked' ? 'warning' : 'none';
}
