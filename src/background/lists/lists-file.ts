import { isAuditKey } from '../../verifier/audits/index.ts';
import { isFetchable, type ListsFile } from '../api/lists.ts';
import { fieldsOf, fieldsOfFile, InvalidRecord } from '../state/shape.ts';
import type { Subscription } from '../state/subscriptions.ts';

const FORMAT = 'sealmark-lists-1';
const MAX_FILE_CHARACTERS = 256 * 1024;
const MAX_LISTS = 100;

/** The exported file: where lists are, and under which key. */
export function writeListsFile(subscriptions: readonly Subscription[]): ListsFile {
  return {
    format: FORMAT,
    lists: subscriptions.flatMap(({ url, state }) =>
      state.keys.current.slice(0, 1).map((key) => ({ url, key, title: state.title })),
    ),
  };
}

/** Text of an exported file → its lists, all of them valid or none. @throws InvalidRecord */
export function readListsFile(text: string): ListsFile['lists'] {
  const file = fieldsOfFile(text, MAX_FILE_CHARACTERS);
  file.oneOf('format', [FORMAT]);
  return file.list(
    'lists',
    (item, path) => {
      const list = fieldsOf(item, path);
      const url = list.string('url', 1000);
      const key = list.string('key', 200);
      if (!isFetchable(url)) throw new InvalidRecord(`${path}.url`, 'not an https address');
      if (!isAuditKey(key)) throw new InvalidRecord(`${path}.key`, 'not a key');
      return { url, key, title: list.string('title', 200) };
    },
    MAX_LISTS,
  );
}
