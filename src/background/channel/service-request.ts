import type { ChannelObservation } from '../../verifier/index.ts';

/** One request that a document's own script made to a service, as far as it was answered from the network. */
export type ServiceRequest = {
  readonly tabId: number;
  /** The document that made it, where the browser names it; else null. */
  readonly documentId: string | null;
  /** Serialised origin of that document, where the browser tells it; else null. */
  readonly page: string | null;
  /** Serialised origin of the service. */
  readonly service: string;
  /** What the browser showed of the connection of this very request. */
  readonly channel: ChannelObservation;
};
