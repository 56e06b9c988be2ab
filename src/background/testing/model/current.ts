import type { ModelBrowser } from './browser.ts';
import type { extensionApi } from './extension-api.ts';

/** The browser of the current run, for the files that call it by its global name. */
export const current: { api: ReturnType<typeof extensionApi> | null; model: ModelBrowser | null } = { api: null, model: null };

/** Stands in for `browser` and `chrome`: calls go to the current run's browser. */
export const extension: object = new Proxy(
  {},
  { get: (_, name): unknown => Reflect.get(current.api ?? { extension: { inIncognitoContext: false } }, name) },
);
