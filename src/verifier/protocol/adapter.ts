import { ACCELERATOR_EVIDENCE, type Evidence } from '../evidence.ts';
import type { Facts } from '../check.ts';
import { boundedFacts } from '../facts.ts';
import { Malformed, Unsupported } from '../malformed.ts';
import type { AnyBinding } from './binding.ts';
import type { EndorsementDocument, SiteDocument } from './document.ts';
import type { ConnectionEnd } from './tls-key.ts';

/** A GET without cookies that follows no redirect. */
export type AdapterRequest = {
  /** Absolute, https. Its origin may differ from the site's: another port, or a gateway. */
  readonly url: string;
  /** Value of the header `Accept`. */
  readonly accept: string;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** Evidence can be read without this response. */
  readonly optional?: true;
};

/** What was requested, and from whom. */
export type Asked = {
  /** Serialised origin of the site. */
  readonly origin: string;
  /** Our 32 random bytes; a request carries them in the form that the service expects. */
  readonly nonce: Uint8Array;
  /** The end of the page's connection (or of the service's own, for a service behind a page); null where it was not seen. */
  readonly connection: ConnectionEnd | null;
};

/** One complete response, with its body after the transfer encodings were removed. */
export type AdapterReply = {
  readonly status: number;
  /** The value of the header `Content-Type`, null without one. */
  readonly contentType: string | null;
  readonly bytes: Uint8Array;
};

/** Why responses yielded no document. Each is grey: none of them proves anything against a site. */
export type UnreadReason =
  /** 401 or 403: the service does not, or no longer, show its evidence to everyone. */
  | 'asks-for-a-key'
  /** 404 or 410. */
  | 'not-found'
  /** Any other status than 200, or no response at all. */
  | 'no-answer'
  /** A response of another kind: an HTML page with status 200, or another format at the same path. */
  | 'other-format'
  /** This format, in a version or with members that this release does not know. */
  | 'newer-format'
  /** This format, but damaged: facts say where. */
  | 'malformed';

/** What an adapter made of a site's responses: a document, or why there is none in them. Never a verdict. */
export type Reading =
  | {
      readonly at: 'read';
      readonly document: SiteDocument;
      /**
       * Reads each other machine in the same answer, by itself: whoever uses the service may reach any of them. Not read before, because
       * a visit asks for one and a service may name very many.
       */
      readonly others?: readonly (() => Reading)[];
    }
  | { readonly at: 'unread'; readonly because: UnreadReason; readonly facts: Facts };

/**
 * A format in which others serve evidence: a file under `adapters/` and a line in `adapters.ts`. Everything here is pure: the
 * caller makes the requests, or has a recording of the responses. What announces a format is in `adapters/markers.ts` (types
 * enforce it), separate because it is needed before the rest is loaded.
 */
export type Adapter<Id extends string = string> = {
  readonly id: Id;
  /** The format's owner, by its own name. */
  readonly title: string;
  /** What to request from a site; nothing where its certificate holds everything. */
  requests(asked: Asked): readonly AdapterRequest[];
  /**
   * The responses as the document that our own format defines. Never throws for any response. @param replies one for each
   * request, in their order; null where none came
   */
  read(replies: readonly (AdapterReply | null)[], asked: Asked): Reading;
};

/** The input of an adapter's reader: every response that was not optional came with status 200. */
export type Answers = readonly (AdapterReply | undefined)[];

/** Thrown by readers only: the response is not in this format. */
export class OtherFormat extends Malformed {
  constructor(why: string) {
    super('answer', why);
    this.name = 'OtherFormat';
  }
}

/** A reader of each machine's part of an answer, in the answer's order; one that throws leaves the others as they are. */
export type MachineReaders = readonly [() => SiteDocument, ...(() => SiteDocument)[]];

/** Builds an adapter from a reader that may throw `Malformed`: statuses, and what is thrown, become a `Reading` here. */
export function defineAdapter<const Id extends string>(
  adapter: Omit<Adapter<Id>, 'read'> & { readonly reads: (answers: Answers, asked: Asked) => SiteDocument | MachineReaders },
): Adapter<Id> {
  const { reads, ...rest } = adapter;
  return {
    ...rest,
    read(replies, asked) {
      const requests = rest.requests(asked);
      const refused = requests.flatMap((request, index) =>
        request.optional ? [] : (refusalOf(replies[index] ?? null) ?? []),
      )[0];
      if (refused !== undefined) return refused;
      const answers = requests.map((request, index) => accepted(request, replies[index]));
      return readingOf(() => reads(answers, asked));
    },
  };
}

const accepted = ({ maxBytes }: AdapterRequest, reply: AdapterReply | null | undefined): AdapterReply | undefined =>
  reply?.status === 200 && reply.bytes.length <= maxBytes ? reply : undefined;

function refusalOf(reply: AdapterReply | null): Reading | null {
  if (reply === null) return unread('no-answer', {});
  const { status } = reply;
  if (status === 200) return null;
  if (status === 401 || status === 403) return unread('asks-for-a-key', { status });
  return unread(status === 404 || status === 410 ? 'not-found' : 'no-answer', { status });
}

function readingOf(read: () => SiteDocument | MachineReaders): Reading {
  try {
    const found = read();
    if (!isSeveral(found)) return { at: 'read', document: found };
    const [one, ...others] = found;
    const first = readingOf(one);
    return first.at === 'read' ? { ...first, others: others.map((other) => () => readingOf(other)) } : first;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { field, why, offset } = error;
    if (error instanceof OtherFormat) return unread('other-format', { why });
    return unread(error instanceof Unsupported ? 'newer-format' : 'malformed', { field, why, offset });
  }
}

const isSeveral = (found: SiteDocument | MachineReaders): found is MachineReaders => Array.isArray(found);

const unread = (because: UnreadReason, facts: Facts): Reading => ({ at: 'unread', because, facts: boundedFacts(facts) });

/** A document of a format that has no more than these parts. */
export function foreignDocument(parts: {
  readonly evidence: Evidence;
  readonly binding: AnyBinding | null;
  readonly endorsements?: readonly EndorsementDocument[];
  /** Reports of devices, under the one type that is read (`ACCELERATOR_EVIDENCE`). */
  readonly accelerators?: Uint8Array;
}): SiteDocument {
  const { evidence, binding, endorsements = [], accelerators } = parts;
  return {
    evidence,
    binding,
    endorsements,
    accelerators: accelerators === undefined ? null : { type: ACCELERATOR_EVIDENCE[0], bytes: accelerators, parameters: {} },
    challenge: null,
    registered: null,
    execution: null,
  };
}
