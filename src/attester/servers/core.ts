/** What each framework's handler is built on. */
export type Core = {
  readonly handle: (request: Request) => Promise<Response | null>;
  /** The value of the `Link` header on pages. */
  readonly link: string;
  /** The base address against which requests' paths are parsed; a request's host is ignored. */
  readonly origin: string;
};
