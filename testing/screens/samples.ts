import { parseRfc3339 } from '../../src/verifier/index.ts';
import { writeDocument } from '../../src/verifier/protocol/index.ts';
import { recognise, type Recognised } from '../../src/popup/inspect/recognise.ts';
import type { Attested, Attester } from '../../src/verifier/testing/attester.ts';
import { attesters } from '../../src/verifier/testing/attesters/all.ts';

/** The time at which every sample holds. */
export const now = parseRfc3339('2026-11-20T12:00:00Z', 'now');

/** UTF-8. */
export const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** What every sample attests: report data and nonce of recognisable bytes. */
export const request = { reportData: new Uint8Array(64).fill(7), nonce: new Uint8Array(32).fill(9), now };

/** One of each TEE, with what it attests. */
export const samples = [...new Map(attesters.map((one) => [one.tee, one])).values()].map((attester) => ({
  name: attester.tee,
  attester,
  attested: attester.attest(request),
}));

/** What a site would serve: the collection of DESIGN §4. */
export function collection({ evidenceType }: Attester, { evidence, parameters, endorsements }: Attested): Uint8Array {
  return writeDocument({
    evidence: { type: evidenceType, bytes: evidence, parameters },
    binding: null,
    challenge: null,
    endorsements,
    execution: null,
    registered: null,
    accelerators: null,
  });
}

/** What these bytes are recognised as. @throws when they are not evidence */
export function found(input: Uint8Array): Recognised {
  const recognised = recognise(input);
  if (recognised === null) throw new Error('not recognised');
  return recognised;
}

/** Id of the TEE; for evidence that cannot be opened, where reading stopped. */
export const teeOf = ({ opening }: Recognised): string => (opening.at === 'opened' ? opening.tee.id : opening.field);

/** A sample as the inspector recognises it in a site's document. */
export const ofSample = ({ attester, attested }: (typeof samples)[number]): Recognised => found(collection(attester, attested));
