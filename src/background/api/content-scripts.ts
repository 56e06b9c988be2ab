/** Content scripts by name: built of the module of that name in `src/content/` (build/content-script.ts), at these paths of the build. */
export const CONTENT_SCRIPTS = {
  announcement: 'content/announcement.js',
  courier: 'content/courier.js',
  guard: 'content/guard.js',
} as const;
