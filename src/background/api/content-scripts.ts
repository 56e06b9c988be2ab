/** Content scripts by name: made of `src/content/NAME.iife.ts` (build/content-script.ts), at these places in the build. */
export const CONTENT_SCRIPTS = {
  announcement: 'content/announcement.js',
  courier: 'content/courier.js',
} as const;
