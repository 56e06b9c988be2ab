import type { RecordShape } from './records.ts';
import { InvalidRecord } from './shape.ts';

/** A publisher’s list that the user turned on; its record exists as long as it is on. */
export type KeptPublisherList = {
  readonly format: 1;
  readonly id: string;
  /** RFC 3339: when it was last requested; when an answer was last accepted. */
  readonly triedAt: string;
  readonly checkedAt: string | null;
  /** The last accepted text, which is verified again wherever it is used; and how many releases it names. */
  readonly text: string | null;
  readonly releases: number | null;
  /** The last request’s failure; null if it succeeded. */
  readonly problem: { readonly code: string; readonly detail: string } | null;
};

const MAX_TEXT_CHARACTERS = 1024 * 1024;

/** Publishers' lists that are on, by their source's name; only the user adds and removes them. */
export const PUBLISHER_LISTS: RecordShape<KeptPublisherList> = {
  table: 'publisher-lists',
  keyOf: ({ id }) => id,
  bound: null,
  read: (fields) => {
    if (fields.natural('format') !== 1) throw new InvalidRecord('publisher-lists.format', 'written by another release');
    return {
      format: 1,
      id: fields.string('id', 40),
      triedAt: fields.date('triedAt'),
      checkedAt: fields.nullOr('checkedAt', (name) => fields.date(name)),
      text: fields.nullOr('text', (name) => fields.string(name, MAX_TEXT_CHARACTERS)),
      releases: fields.nullOr('releases', (name) => fields.natural(name)),
      problem: fields.nullOr('problem', (name) => {
        const problem = fields.fields(name);
        return { code: problem.string('code', 100), detail: problem.string('detail', 1000) };
      }),
    };
  },
};
