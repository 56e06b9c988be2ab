/**
 * Content scripts by name: each is built from the module of that name in `src/content/` (build/content-script.ts), to this path
 * in the build.
 */
export const CONTENT_SCRIPTS = {
  announcement: 'content/announcement.js',
  courier: 'content/courier.js',
  guard: 'content/guard.js',
} as const;
