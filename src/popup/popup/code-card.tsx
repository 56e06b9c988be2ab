import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AttestationResult, Measurement } from '../../verifier/index.ts';
import { codeRegisters, shortened } from '../shared/code-registers.ts';
import { CopyButton, Copyable } from '../shared/parts/copyable.tsx';
import { fill, plural } from '../words/fill.ts';
import { CODE_CARD } from '../words/pages/code-card.ts';
import { registerWords } from '../words/registers.ts';
import { vouchedSentence } from '../words/tiers.ts';

type Props = {
  readonly result: AttestationResult;
  /** The mark is red: what is known of the code says nothing about what answers this page. */
  readonly failed: boolean;
  /** The code may be accepted in this popup. */
  readonly acceptable: boolean;
};

/** Which code it is and who looked at it, at first look: nothing has to be opened for it. */
export function CodeCard({ result, failed, acceptable }: Props): JSX.Element {
  const registers = codeRegisters(result.claims);
  const [first] = registers;
  return (
    <section class="code-card" aria-label={CODE_CARD.title}>
      <div class="code-card-head">
        <h2>{CODE_CARD.unnamed}</h2>
        {first !== undefined && (
          <CopyButton text={copied(registers)} name={fill(CODE_CARD.copyName, first)} label={CODE_CARD.copy} />
        )}
      </div>
      {first !== undefined && <Fingerprint first={first} registers={registers} />}
      {sentencesOf(result, failed, acceptable).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </section>
  );
}

/** What goes to the clipboard: one value, or each register by its name. */
const copied = (registers: readonly Measurement[]): string =>
  registers.length === 1
    ? (registers[0]?.value ?? '')
    : registers.map(({ register, value }) => `${register}=${value}\n`).join('');

/** The first register by its ends, and every register whole at one click. */
function Fingerprint({ first, registers }: { first: Measurement; registers: readonly Measurement[] }): JSX.Element {
  const [whole, setWhole] = useState(false);
  const { register, value } = first;
  return (
    <>
      <button
        type="button"
        class="fingerprint"
        aria-expanded={whole}
        aria-label={fill(CODE_CARD.short, { register, first: value.slice(0, 4), last: value.slice(-4) })}
        title={CODE_CARD.whole}
        onClick={() => {
          setWhole(!whole);
        }}
      >
        <span>{register}</span> <code>{shortened(value)}</code>
      </button>
      {registers.length > 1 && !whole && <p class="note">{plural(CODE_CARD.more, registers.length - 1)}</p>}
      {whole &&
        registers.map((one) => (
          <Copyable key={one.register} name={one.register} about={registerWords(one.register)} value={one.value} />
        ))}
    </>
  );
}

/** Who looked at the code and when; where nobody did, that, and the next step. */
function sentencesOf({ claims, vouchedBy }: AttestationResult, failed: boolean, acceptable: boolean): readonly string[] {
  if (claims === null) return [CODE_CARD.notProven];
  if (failed) return [CODE_CARD.notWhatAnswers];
  if (vouchedBy.length > 0)
    return vouchedBy.map((voucher) => {
      const { note = '' } = voucher;
      const sentence = vouchedSentence(voucher);
      return fill(note === '' ? CODE_CARD.sentence : CODE_CARD.note, { sentence, note });
    });
  return [CODE_CARD.unknown, ...(acceptable ? [CODE_CARD.acceptStep] : [])];
}
