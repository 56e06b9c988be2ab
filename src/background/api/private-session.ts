const PREFIX = 'private-session';

/**
 * Where the views of Chromium's private windows are stored. Private windows run a second instance of the extension (manifest:
 * `split`), but Chromium 156 gives both the same `storage.session`: the ordinary instance sees what a private window leaves
 * there, and it remains when the window closes before anything can tidy up. An IndexedDB of the private profile lives in memory
 * and disappears with the last private window, whatever happens to us. It would outlive an update, which `storage.session` does
 * not, so each release has one of its own: no verdict of another is ever read. Changed keys are announced on a broadcast channel of
 * the same name. @param version the manifest's
 */
export const privateSessionOf = (version: string): { readonly name: string; readonly store: string } => ({
  name: `${PREFIX}-${version}`,
  store: 'values',
});

/** Did any release name its database so? */
export const isPrivateSession = (name: string): boolean => name.startsWith(PREFIX);
