import { InvalidRecord } from './shape.ts';

/** A serialised https origin. @throws InvalidRecord */
export function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'https:' || url.origin !== text) throw new InvalidRecord('origin', 'not an https origin');
  return text;
}
