import type { ModelBrowser } from './browser.ts';
import type { extensionApi } from './extension-api.ts';

/** The browser of the run that is being played, for the files that call it by its global name. */
export const current: { api: ReturnType<typeof extensionApi> | null; model: ModelBrowser | null } = { api: null, model: null };

/** Stands for `browser` and `chrome`: whatever is asked of it is asked of the current run's. */
export const extension: object = new Proxy(
  {},
  { get: (_, name): unknown => Reflect.get(current.api ?? { extension: { inIncognitoContext: false } }, name) },
);
