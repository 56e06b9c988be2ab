/** Which browser this build is for; set by the build (build/sources.ts). */
declare const __TARGET__: 'chrome' | 'firefox';
