import { instant, type Endorsement, type Instant, type Need } from '../../verifier/index.ts';
import type { RecordShape } from './records.ts';
import { InvalidRecord, type Fields } from './shape.ts';

/** An endorsement, kept until it expires. Its bytes are verified again on every use, so the store need not be trusted. */
export type KeptEndorsement = {
  /** The `needKey` of its need. */
  readonly key: string;
  readonly endorsement: Endorsement;
  readonly fetchedAt: Instant;
  readonly expires: Instant;
};

function readBytes(fields: Fields, name: string): Uint8Array {
  const value = fields.value(name);
  if (!(value instanceof Uint8Array)) throw new InvalidRecord(`endorsements.${name}`, 'not bytes');
  return value;
}

function readNeed(fields: Fields): Need {
  const texts = fields.texts('need', /^[A-Za-z][A-Za-z0-9]{0,40}$/);
  const { kind } = texts;
  if (kind === undefined) throw new InvalidRecord('endorsements.need', 'without a kind');
  return { ...texts, kind };
}

/** Kept endorsements by need. */
export const ENDORSEMENTS: RecordShape<KeptEndorsement> = {
  table: 'endorsements',
  keyOf: ({ key }) => key,
  // A few kilobytes each, and all of them can be fetched again.
  bound: { maxEntries: 400, rank: ({ fetchedAt }) => ({ worth: 0, since: fetchedAt }) },
  read: (fields) => {
    const kept = fields.fields('endorsement');
    return {
      key: fields.string('key'),
      endorsement: {
        need: readNeed(kept),
        bytes: readBytes(kept, 'bytes'),
        ...(kept.value('issuerChain') === undefined ? {} : { issuerChain: readBytes(kept, 'issuerChain') }),
      },
      fetchedAt: instant(fields.natural('fetchedAt')),
      expires: instant(fields.natural('expires')),
    };
  },
};
