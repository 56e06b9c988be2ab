import type { Registries } from '../app/chain-handlers.ts';
import { profileBook } from '../registry/profiles/book.ts';
import type { Tables } from '../state/tables.ts';

/** The chains of a user who has the release's profiles, on a computer without a client for them. */
export function noChains(tables: Tables, date: () => string): Registries {
  return {
    book: profileBook(tables, date),
    tried: () => Promise.reject(new Error('no chain here')),
  };
}
