/**
 * Where the views of Chromium's private windows are stored. Private windows run a second instance of the extension (manifest:
 * `split`), but Chromium 156 gives both the same `storage.session`: the ordinary instance sees what a private window leaves
 * there, and it remains when the window closes before anything can tidy up. An IndexedDB of the private profile lives in memory
 * and disappears with the last private window, whatever happens to us. Changed keys are announced on a broadcast channel of the
 * same name.
 */
export const PRIVATE_SESSION = { name: 'private-session', store: 'values' } as const;
