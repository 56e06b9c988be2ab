/** Which browser this build is for; set by vite.config.ts. */
declare const __TARGET__: 'chrome' | 'firefox';
/** True only in the end-to-end build, whose anchors are not the manufacturers'. */
declare const __TEST_BUILD__: boolean;
