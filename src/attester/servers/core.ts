/** What each framework's handler stands on. */
export type Core = {
  readonly handle: (request: Request) => Promise<Response | null>;
  /** The value of the `Link` header on pages. */
  readonly link: string;
  /** Under which requests' paths are read; the host that a request names is not looked at. */
  readonly origin: string;
};
