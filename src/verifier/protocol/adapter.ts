import { ACCELERATOR_EVIDENCE, type Evidence } from '../evidence.ts';
import type { Facts } from '../check.ts';
import { boundedFacts } from '../facts.ts';
import { Malformed, Unsupported } from '../malformed.ts';
import type { AnyBinding } from './binding.ts';
import type { EndorsementDocument, SiteDocument } from './document.ts';
import type { ConnectionEnd } from './tls-key.ts';

/** A GET without cookies, of which no redirect is followed. */
export type AdapterRequest = {
  /** Absolute, https. Its origin may be another than the site's: a port of its own, or a gateway. */
  readonly url: string;
  /** Value of the header `Accept`. */
  readonly accept: string;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** Evidence can be read without this one. */
  readonly optional?: true;
};

/** What was asked, and of whom. */
export type Asked = {
  /** Serialised origin of the site. */
  readonly origin: string;
  /** Our 32 random bytes; a request carries them in the form that the service takes. */
  readonly nonce: Uint8Array;
  /** The end of the page's connection (of the service's own, for a service behind a page); null where nothing was seen of it. */
  readonly connection: ConnectionEnd | null;
};

/** One answer, complete, with its body as it arrived once the transfer's own encodings were undone. */
export type AdapterReply = {
  readonly status: number;
  /** Value of the header `Content-Type`, null without one. */
  readonly contentType: string | null;
  readonly bytes: Uint8Array;
};

/** Why answers gave no document. Each is grey: none of them proves anything against a site. */
export type UnreadReason =
  /** 401 or 403: the service does not, or no longer, show its evidence to everybody. */
  | 'asks-for-a-key'
  /** 404 or 410. */
  | 'not-found'
  /** Any other status than 200, or no answer at all. */
  | 'no-answer'
  /** An answer, and of another kind: a page of HTML with status 200, another format at the same path. */
  | 'other-format'
  /** This format, in a version or with members that this release does not know. */
  | 'newer-format'
  /** This format, and damaged: facts say where. */
  | 'malformed';

export type Reading =
  | { readonly at: 'read'; readonly document: SiteDocument }
  | { readonly at: 'unread'; readonly because: UnreadReason; readonly facts: Facts };

/**
 * A format in which others serve evidence: a file under `adapters/` and a line in `adapters.ts`. Everything here is pure:
 * whoever calls it makes the requests, or has a recording of their answers. What announces a format stands in
 * `adapters/markers.ts` (types see to it), apart because it is needed before the rest is loaded.
 */
export type Adapter<Id extends string = string> = {
  readonly id: Id;
  /** Whose format it is, in its own name. */
  readonly title: string;
  /** What to ask a site; none where its certificate holds everything. */
  requests(asked: Asked): readonly AdapterRequest[];
  /**
   * The answers as the document that our own format gives. Never throws for any answer.
   * @param replies one for each request, in their order; null where none came
   */
  read(replies: readonly (AdapterReply | null)[], asked: Asked): Reading;
};

/** What an adapter's own reader is given: every answer that was not optional came with status 200. */
export type Answers = readonly (AdapterReply | undefined)[];

/** Thrown by a reader alone: the answer is none of this format. */
export class OtherFormat extends Malformed {
  constructor(why: string) {
    super('answer', why);
    this.name = 'OtherFormat';
  }
}

/** An adapter whose reader may throw `Malformed`: statuses, and what is thrown, become a `Reading` here. */
export function defineAdapter<const Id extends string>(
  adapter: Omit<Adapter<Id>, 'read'> & { readonly reads: (answers: Answers, asked: Asked) => SiteDocument },
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

function readingOf(read: () => SiteDocument): Reading {
  try {
    return { at: 'read', document: read() };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { field, why, offset } = error;
    if (error instanceof OtherFormat) return unread('other-format', { why });
    return unread(error instanceof Unsupported ? 'newer-format' : 'malformed', { field, why, offset });
  }
}

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
