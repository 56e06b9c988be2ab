import type { ChannelObservation } from '../../verifier/index.ts';

/** One request that a document's own script made to a service, if it was answered from the network. */
export type ServiceRequest = {
  readonly tabId: number;
  /** The document that made it, where the browser names it; otherwise null. */
  readonly documentId: string | null;
  /** The serialised origin of that document, where the browser reports it; otherwise null. */
  readonly page: string | null;
  /** The serialised origin of the service. */
  readonly service: string;
  /** What the browser showed of this request's connection. */
  readonly channel: ChannelObservation;
};
