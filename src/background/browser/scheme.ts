import { local } from './session.ts';

const KEY = 'dark';
const DARK = '(prefers-color-scheme: dark)';

type MediaQuery = { readonly matches: boolean; addEventListener(type: 'change', listener: () => void): void };

/** A background that is a document (Firefox) can see for itself; a worker cannot. */
function mediaQuery(): MediaQuery | null {
  const match: unknown = Reflect.get(globalThis, 'matchMedia');
  // The result of `matchMedia` is specified in CSSOM View, section 4.2; the types here do not include window.
  return typeof match === 'function' ? (Reflect.apply(match, globalThis, [DARK]) as MediaQuery) : null;
}

/** Is the browser's own interface dark? Marks have a variant for each. */
export type Scheme = {
  dark(): boolean;
  /** One of our pages reports what it sees; stored, so that a newly started worker knows. */
  seen(dark: boolean): Promise<void>;
};

/** @param changed called when the answer changes, to repaint */
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
  // It is only a colour, so it does not matter that a content script could also write here.
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
