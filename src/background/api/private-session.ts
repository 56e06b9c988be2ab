/**
 * Where the views of Chromium's private windows are. Their extension is a second one (manifest: `split`), but Chromium 156
 * gives both the same `storage.session`: what a private window leaves there is seen by the ordinary one, and stays when the
 * window closes faster than anybody can tidy up. An IndexedDB of the private profile lives in memory and goes with the last
 * private window, whatever happens to us. Changed keys are told on a broadcast channel of the same name.
 */
export const PRIVATE_SESSION = { name: 'private-session', store: 'values' } as const;
