import type { Announcement } from '../../background/api/site-view.ts';

/** How the site announced that it attests. */
export const ANNOUNCEMENT_WORDS = {
  'response-header': 'The site announced it with the page',
  'page-link': 'The page contains a link to it',
  certificate: 'It stands in the site’s certificate',
  list: 'The site directory that comes with Sealmark names it',
  'seen-before': 'The site was attested at an earlier visit',
  click: 'You asked for it',
} as const satisfies Readonly<Record<Announcement, string>>;
