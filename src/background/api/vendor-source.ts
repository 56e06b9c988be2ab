/** A manufacturer's service as options show it: where it is, and what a request tells it about the site. */
export type VendorSource = {
  readonly id: string;
  /** Host names, without scheme. */
  readonly hosts: readonly string[];
  readonly reveals: 'nothing' | 'platform-family' | 'chip';
};
