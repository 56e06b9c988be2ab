import type { JSX } from 'preact';
import type { AttestationResult, Claims } from '../../../verifier/index.ts';
import { Copyable } from '../parts/copyable.tsx';
import { fill, listed, plain } from '../../words/fill.ts';
import { CODE_WORDS } from '../../words/pages/result.ts';
import { registerWords } from '../../words/registers.ts';
import { vouchedSentence } from '../../words/tiers.ts';
import { Section } from './section.tsx';

/** What the operator chose has a heading of its own; a register of zeros says nothing. */
const isShown =
  ({ hostChosen }: Claims) =>
  ({ register, value }: Claims['measurements'][number]): boolean =>
    /[^0]/.test(value) && !hostChosen.some((chosen) => chosen.register === register);

/** Which code it is: every measurement in full, and who vouches for it. */
export function Code({ result }: { result: AttestationResult }): JSX.Element {
  const { claims, vouchedBy } = result;
  return (
    <Section title={CODE_WORDS.title}>
      {claims === null && <p>{CODE_WORDS.notGenuine}</p>}
      {claims?.measurements.filter(isShown(claims)).map(({ register, value }) => (
        <Copyable key={register} name={register} about={registerWords(register)} value={value} />
      ))}
      {claims !== null && claims.hostChosen.length > 0 && (
        <>
          <h3>{CODE_WORDS.hostChosen}</h3>
          {claims.hostChosen.map(({ register, value }) => (
            <Copyable key={register} name={register} about={registerWords(register)} value={value} />
          ))}
        </>
      )}
      {claims?.application !== undefined && <Composed application={claims.application} />}
      {claims !== null && vouchedBy.length === 0 && <p>{CODE_WORDS.unnamed}</p>}
      {vouchedBy.length > 0 && (
        <ul class="plain">
          {vouchedBy.map((voucher) => (
            <li key={`${voucher.kind} ${voucher.name} ${voucher.since}`}>{vouched(voucher)}</li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** The containers that a compose file names, with unpinned ones marked, and what the operator may still change. */
function Composed({ application }: { application: NonNullable<Claims['application']> }): JSX.Element {
  const { images, operatorMaySet, scripts } = application;
  return (
    <>
      <h3>{CODE_WORDS.application}</h3>
      <ul class="plain">
        {images.map(({ image, digest }, at) => (
          <li key={`${String(at)} ${image}`}>
            <code>{plain(image)}</code>
            {digest === null && <span class="unpinned"> ({CODE_WORDS.unpinned})</span>}
          </li>
        ))}
      </ul>
      {operatorMaySet.length > 0 && <p>{fill(CODE_WORDS.operatorMaySet, { list: listed(operatorMaySet) })}</p>}
      {scripts.length > 0 && <p>{fill(CODE_WORDS.scripts, { list: listed(scripts) })}</p>}
    </>
  );
}

/** Who vouches for the code, and the note left with it. */
function vouched(voucher: AttestationResult['vouchedBy'][number]): string {
  const sentence = vouchedSentence(voucher);
  const { note = '' } = voucher;
  return note === '' ? sentence : fill(CODE_WORDS.voucherNote, { sentence, note });
}
