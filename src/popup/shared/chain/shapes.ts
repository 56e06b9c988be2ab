import type { LinkName } from '../../words/pages/chain.ts';

/** The icons inside the links' circles: outlines in a view box 0 0 24 24. They repeat the name under them. */
export const LINK_SHAPES: Readonly<Record<LinkName, string>> = {
  chip: 'M8.5 7h7A1.5 1.5 0 0 1 17 8.5v7a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 7 15.5v-7A1.5 1.5 0 0 1 8.5 7zM9.5 3v4M14.5 3v4M9.5 17v4M14.5 17v4M3 9.5h4M3 14.5h4M17 9.5h4M17 14.5h4',
  evidence: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  code: 'M8 7l-5 5 5 5M16 7l5 5-5 5M13.5 5l-3 14',
  source:
    'M7 4a2.4 2.4 0 1 0 0 4.8A2.4 2.4 0 1 0 7 4zM7 15.6a2.4 2.4 0 1 0 0 4.8a2.4 2.4 0 1 0 0-4.8zM17 5.6a2.4 2.4 0 1 0 0 4.8a2.4 2.4 0 1 0 0-4.8zM7 8.8v6.8M17 10.4c0 4-10 2-10 5.2',
  build: 'M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9',
  review: 'M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8zM4.5 20c.8-4 3.6-6 7.5-6s6.7 2 7.5 6',
};
