/** This release, as in package.json and the manifest: evidence may be newer than it. */
export const RELEASE = '0.1.0';
