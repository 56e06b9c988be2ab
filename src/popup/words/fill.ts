import type { Facts } from '../../verifier/index.ts';
import { LANGUAGE } from './language.ts';
import { day, duration, moment } from './times.ts';

const MAX_VALUE_CHARACTERS = 400;
/** Controls, zero-width and direction-changing characters: they can make one text look like another. */
const DECEIVING = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** A foreign text as it may be drawn: no invisible or direction-changing characters, at most 400 characters. */
export function plain(text: string, longest = MAX_VALUE_CHARACTERS): string {
  const visible = text.replace(DECEIVING, (found) => `U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
  return visible.length > longest ? `${visible.slice(0, longest)}…` : visible;
}

/**
 * Inserts facts into a sentence: `{name}`, `{name|duration}` for milliseconds, `{name|day}` for an RFC 3339 time, `{name|moment}`
 * for one whose hour matters, and `{name|number}` for a count. A missing fact reads as “an unknown value”; facts are hostile text
 * and come out plain.
 */
export function fill(sentence: string, facts: Facts = {}): string {
  return sentence.replace(/\{([a-zA-Z]+)(?:\|([a-z]+))?\}/g, (_all, name: string, form: string | undefined) => {
    const value = Object.hasOwn(facts, name) ? facts[name] : undefined;
    if (value === undefined) return 'an unknown value';
    if (form === 'duration') return duration(Number(value));
    if (form === 'day') return day(String(value));
    if (form === 'moment') return moment(String(value));
    if (form === 'number') return new Intl.NumberFormat(LANGUAGE).format(Number(value));
    return plain(String(value));
  });
}

/** The forms of a sentence about a number of things, by the names of `Intl.PluralRules`; English has these two. */
export type Plural = { readonly one: string; readonly other: string };

/** The form for this many things, with `{count|number}` and any other facts inserted. */
export function plural(forms: Plural, count: number, facts: Facts = {}): string {
  const form = new Intl.PluralRules(LANGUAGE).select(count);
  return fill(form === 'one' ? forms.one : forms.other, { ...facts, count });
}

/** Several things as one phrase: `a, b and c`. They come out plain. */
export function listed(items: readonly string[], longest?: number): string {
  return new Intl.ListFormat(LANGUAGE, { type: 'conjunction' }).format(items.map((item) => plain(item, longest)));
}
