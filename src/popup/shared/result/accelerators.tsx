import type { JSX } from 'preact';
import type { Accelerators as View } from '../../../verifier/index.ts';
import { useLazily } from '../use-lazily.ts';
import { acceleratorSentence, ACCELERATORS_NAME } from '../../words/accelerators.ts';
import { fill, plain, plural } from '../../words/fill.ts';
import { ACCELERATOR_DETAILS } from '../../words/pages/details.ts';
import { lexiconFor } from '../../words/load.ts';
import { Checks } from './checks.tsx';
import { Learn } from './processor.tsx';
import { Facts, Section } from './section.tsx';

type Props = { readonly view: View; readonly seen?: 'of-a-visit' | 'of-a-file' };

/** The GPUs next to the evidence of a page, or in a file: what each said about itself, every measurement, every check. */
export function Accelerators({ view, seen = 'of-a-visit' }: Props): JSX.Element {
  const { result } = view;
  const lexicon = useLazily(() => lexiconFor(result.tee));
  const { details = {}, measurements = [] } = result.claims ?? {};
  const rows = Object.entries(details).map(([name, value]) => [plain(name), plain(String(value))] as const);
  return (
    <>
      <Section title={ACCELERATORS_NAME}>
        <Learn tee={result.tee} />
        <p>{fill(ACCELERATOR_DETAILS.sentence, { sentence: acceleratorSentence(view, seen) })}</p>
        <Facts rows={rows} />
        {measurements.length > 0 && (
          <details>
            <summary>{plural(ACCELERATOR_DETAILS.measurements, measurements.length)}</summary>
            <Facts rows={measurements.map(({ register, value }) => [plain(register), value] as const)} />
          </details>
        )}
      </Section>
      {lexicon !== null && <Checks result={result} lexicon={lexicon} only={['hardware', 'configuration', 'freshness']} />}
    </>
  );
}
