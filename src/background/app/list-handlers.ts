import { isFetchable } from '../api/lists.ts';
import type { ListAddress, ListKeeper } from '../lists/keeper.ts';
import { readMeasuredCode } from '../state/measured-code.ts';
import { CallRejected, fields, nothing, type Handlers } from './handler.ts';

type ListCalls = Pick<Handlers, Extract<keyof Handlers, `lists.${string}`>>;

const MAX_ADDRESS_CHARACTERS = 1000;
const MAX_KEY_CHARACTERS = 200;

const idOf = fields((ask) => ({ id: ask.string('id', MAX_ADDRESS_CHARACTERS) }));

/**
 * What the calls about lists do. The code that verifies lists is loaded on the first such call. @param changed updates the marks
 * of all tabs; called only when the effect of the lists may have changed
 */
export function listHandlers(keeper: () => Promise<ListKeeper>, changed: () => Promise<void>): ListCalls {
  /** A refusal by the keeper is an answer, not an error of ours. */
  async function asked<T>(run: (lists: ListKeeper) => Promise<T> | T): Promise<T> {
    const lists = await keeper();
    try {
      return await run(lists);
    } catch (error) {
      if (error instanceof Error && error.name === 'ListRejected' && 'code' in error)
        throw new CallRejected(String(error.code), error.message);
      throw error;
    }
  }

  const addressOf = (ask: { string(name: string, most?: number): string }): ListAddress => {
    const url = ask.string('url', MAX_ADDRESS_CHARACTERS);
    if (!isFetchable(url)) throw new CallRejected('list.not-an-address', url);
    return { url, key: ask.string('key', MAX_KEY_CHARACTERS) };
  };

  return {
    'lists.offered': { read: nothing, run: () => asked((lists) => lists.offered()) },
    'lists.list': { read: nothing, run: () => asked((lists) => lists.list()) },
    'lists.export': { read: nothing, run: () => asked((lists) => lists.exportFile()) },
    'lists.preview': { read: fields(addressOf), run: (address) => asked((lists) => lists.preview(address)) },
    'lists.subscribe': {
      read: fields((ask) => ({ ...addressOf(ask), digest: ask.string('digest', 64) })),
      async run({ digest, ...address }) {
        const listed = await asked((lists) => lists.subscribe(address, digest));
        await changed();
        return listed;
      },
    },
    'lists.statements': { read: idOf, run: ({ id }) => asked((lists) => lists.statements(id)) },
    'lists.about': { read: fields(readMeasuredCode), run: (code) => asked((lists) => lists.about(code)) },
    'lists.remove': {
      read: idOf,
      async run({ id }) {
        await asked((lists) => lists.remove(id));
        await changed();
        return null;
      },
    },
    'lists.refresh': {
      read: fields((ask) => ({ id: ask.nullOr('id', (name) => ask.string(name, MAX_ADDRESS_CHARACTERS)) })),
      async run({ id }) {
        if (await asked((lists) => lists.refresh(id))) await changed();
        return await asked((lists) => lists.list());
      },
    },
    'lists.preview-import': {
      read: (ask) => {
        const { text } = ask !== null && typeof ask === 'object' && 'text' in ask ? ask : { text: undefined };
        // Longer than other texts: it is a whole file, which has its own cap.
        if (typeof text !== 'string') throw new CallRejected('call.malformed', 'text');
        return { text };
      },
      run: ({ text }) => asked((lists) => lists.previewImport(text)),
    },
  };
}
