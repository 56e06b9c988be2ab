import type { JSX } from 'preact';
import type { AttestationResult, Claims } from '../../../verifier/index.ts';
import { Copyable } from '../parts/copyable.tsx';
import { plain } from '../../words/fill.ts';
import { registerWords } from '../../words/registers.ts';
import { vouchedSentence } from '../../words/tiers.ts';
import { Section } from './section.tsx';

/** What the operator chose has a heading of its own; a register that is zero says nothing. */
const isShown =
  ({ hostChosen }: Claims) =>
  ({ register, value }: Claims['measurements'][number]): boolean =>
    /[^0]/.test(value) && !hostChosen.some((chosen) => chosen.register === register);

/** Which code it is: every measurement whole, and who stands behind it. */
export function Code({ result }: { result: AttestationResult }): JSX.Element {
  const { claims, vouchedBy } = result;
  return (
    <Section title="The code">
      {claims === null && <p>The evidence was not proven genuine, so what it says about the code is not shown.</p>}
      {claims?.measurements.filter(isShown(claims)).map(({ register, value }) => (
        <Copyable key={register} name={register} about={registerWords(register)} value={value} />
      ))}
      {claims !== null && claims.hostChosen.length > 0 && (
        <>
          <h3>Chosen by the operator, not by the code</h3>
          {claims.hostChosen.map(({ register, value }) => (
            <Copyable key={register} name={register} about={registerWords(register)} value={value} />
          ))}
        </>
      )}
      {claims !== null && vouchedBy.length === 0 && <p>No one you follow vouches for this code.</p>}
      {vouchedBy.length > 0 && (
        <ul class="plain">
          {vouchedBy.map((voucher) => (
            <li key={`${voucher.kind} ${voucher.name} ${voucher.since}`}>
              {vouchedSentence(voucher)}
              {voucher.note === undefined || voucher.note === '' ? '' : `: “${plain(voucher.note)}”`}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
