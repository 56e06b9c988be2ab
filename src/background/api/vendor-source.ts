/** A manufacturer's service as the options page shows it: where it is, and what a request reveals about the site. */
export type VendorSource = {
  readonly id: string;
  /** Host names, without a scheme. */
  readonly hosts: readonly string[];
  readonly reveals: 'nothing' | 'platform-family' | 'chip';
};
