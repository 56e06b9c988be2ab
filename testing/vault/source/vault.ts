/**
 * The demonstration's service: a vault that keeps nothing. Small enough to be read whole by whoever reviews it, built by
 * `npm run -s rebuild`, and what the demonstration's first site really answers with.
 */

/** An answer as a web server sends it. */
export type Answer = { readonly status: number; readonly type: string; readonly body: string };

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Vault</title></head><body>
<h1>Vault</h1>
<p>This page was answered by the code that its evidence names. The code keeps nothing of what it is sent.</p>
</body></html>`;

/** What the vault answers to a request for this path. It has no state, reads no clock and sends nothing anywhere. */
export function answer(path: string): Answer {
  if (path !== '/') return { status: 404, type: 'text/plain; charset=utf-8', body: 'nothing is here' };
  return { status: 200, type: 'text/html; charset=utf-8', body: PAGE };
}
