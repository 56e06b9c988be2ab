/** This release, as package.json and the manifest have it: what evidence may be newer than. */
export const RELEASE = '0.1.0';
