import { SHIPPED_DIRECTORY } from '../background/discovery/directory/shipped.ts';
import { recogniseResponse, recogniseSite, type PageResponse, type Recognition } from '../background/discovery/sources.ts';

/**
 * How a newly installed browser finds out that this site attests, and in which form: from the page's response, then from the
 * release's directory. Null for a site that announces nothing and is not in the directory. @param origin serialised https origin
 */
export const recognised = (origin: string, response: PageResponse): Recognition | null =>
  recogniseResponse(response) ??
  recogniseSite({ origin, directory: SHIPPED_DIRECTORY, attestedBefore: null, isPrivate: false, clicked: false });
