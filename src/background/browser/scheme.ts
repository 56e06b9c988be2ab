import { local } from './session.ts';

const KEY = 'dark';
const DARK = '(prefers-color-scheme: dark)';

type MediaQuery = { readonly matches: boolean; addEventListener(type: 'change', listener: () => void): void };

/** Where the background is a document (Firefox), it can see for itself; a worker cannot. */
function mediaQuery(): MediaQuery | null {
  const match: unknown = Reflect.get(globalThis, 'matchMedia');
  // What `matchMedia` gives is fixed by CSSOM View, section 4.2; this world's types know no window.
  return typeof match === 'function' ? (Reflect.apply(match, globalThis, [DARK]) as MediaQuery) : null;
}

/** Is the browser's own furniture dark? Marks have a form for each. */
export type Scheme = {
  dark(): boolean;
  /** One of our pages says what it sees; kept, so that a worker started anew knows. */
  seen(dark: boolean): Promise<void>;
};

/** @param changed called when the answer is another than before, to paint again */
export function watchScheme(changed: () => void): Scheme {
  const query = mediaQuery();
  let known = false;
  const learn = (dark: boolean): void => {
    if (known === dark) return;
    known = dark;
    changed();
  };
  if (query !== null) {
    query.addEventListener('change', changed);
    return { dark: () => query.matches, seen: () => Promise.resolve() };
  }
  // Nothing but a colour: it does not matter that a content script could write here, too.
  void local.get(KEY).then(
    (stored) => {
      learn(stored === true);
    },
    () => undefined,
  );
  return {
    dark: () => known,
    async seen(dark) {
      learn(dark);
      await local.set(KEY, dark);
    },
  };
}
