import { SHIPPED_DIRECTORY } from '../background/discovery/directory/shipped.ts';
import { recogniseResponse, recogniseSite, type PageResponse, type Recognition } from '../background/discovery/sources.ts';

/**
 * How a browser that was just installed finds out that this site attests itself, and in which form: what the page's response says,
 * then the directory of the release. Null for a site that says nothing and stands nowhere.
 * @param origin serialised https origin
 */
export const recognised = (origin: string, response: PageResponse): Recognition | null =>
  recogniseResponse(response) ??
  recogniseSite({ origin, directory: SHIPPED_DIRECTORY, attestedBefore: null, isPrivate: false, clicked: false });
