// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { draw } from '../../../testing/screens/draw.ts';
import { samples, text } from '../../../testing/screens/samples.ts';
import { toHex } from '../../verifier/index.ts';
import { Choices } from './choices.tsx';
import { look, type Recognised } from './recognise.ts';

const quotes = samples.filter(({ name }) => name === 'tdx' || name === 'sgx').map(({ attested }) => toHex(attested.evidence));
const { choices } = look(text(JSON.stringify({ all_attestations: quotes.map((intel_quote) => ({ intel_quote })) })));

describe('several pieces of evidence', () => {
  it('are each behind a button that says what it is and where, and the one that is inspected shows it', async () => {
    const taken: Recognised[] = [];
    const [, second] = choices;
    const part = await draw(
      <Choices choices={choices} chosen={second?.recognised ?? null} choose={(one) => void taken.push(one)} />,
    );
    const buttons = part.all('button');
    expect(buttons.map((button) => button.textContent)).toEqual(choices.map(({ what }) => `Inspect the ${what}`));
    expect(buttons.map((button) => button.getAttribute('aria-pressed'))).toEqual(['false', 'true']);
    for (const button of buttons) button.click();
    expect(taken).toEqual(choices.map(({ recognised }) => recognised));
  });
});
