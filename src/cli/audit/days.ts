import { RequestError } from '../request-error.ts';

const MAX_DAYS = 3650;

/** `--days`: a whole number. @throws RequestError */
export function daysOf(text: string | undefined, otherwise: number): number {
  const days = text === undefined ? otherwise : Number(text);
  if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS)
    throw new RequestError('bad-request', `--days: a whole number from 1 to ${String(MAX_DAYS)}`);
  return days;
}
