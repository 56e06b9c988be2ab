import type { JSX } from 'preact';
import type { SiteView } from '../../background/api/site-view.ts';
import { Chain } from '../shared/chain/chain.tsx';
import { Aspects } from '../shared/result/aspects.tsx';
import type { Lexicon } from '../words/finding.ts';
import { channelSays, channelWord, configurationSays, SIMULATED_ASPECTS } from '../words/tiers.ts';
import { CodeCard } from './code-card.tsx';
import { Publisher } from '../shared/result/publisher.tsx';
import type { Appraised } from './reason.ts';

/** A result, and the words for its TEE. */
export type FirstLookProps = {
  readonly view: SiteView;
  readonly appraised: Appraised;
  readonly lexicon: Lexicon;
  /** The code may be accepted in this popup. */
  readonly acceptable: boolean;
};

/**
 * What a result says at first look: which code and who reviewed it, how one thing leads to the next, what was checked. In a
 * separate chunk that is loaded before the popup is drawn, with the words of its result: a popup without a result needs none of
 * it.
 */
export function FirstLook({ view, appraised, lexicon, acceptable }: FirstLookProps): JSX.Element {
  const { result, code } = appraised;
  const { badge } = view;
  return (
    <>
      <CodeCard view={view} result={result} code={code} failed={badge === 'failed'} acceptable={acceptable} />
      {badge !== 'failed' && <Publisher published={code.published} named={view.codeNames} />}
      <Chain result={result} code={code} lexicon={lexicon} simulated={badge === 'simulated'} />
      <Aspects
        vector={result.vector}
        registry={view.registry}
        accelerators={view.accelerators}
        vouchers={result.vouchedBy}
        channel={channelSays(result.findings)}
        channelWord={channelWord(result.findings)}
        configuration={configurationSays(result.findings)}
        simulated={badge === 'simulated' ? SIMULATED_ASPECTS : null}
      />
    </>
  );
}
