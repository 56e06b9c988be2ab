import { writeJson } from '../encoding/json-writer.ts';
import type { Evidence } from '../evidence.ts';
import { writeBinding } from './binding-json.ts';
import type { AnyBinding, Binding } from './binding.ts';
import { CMW_INDICATOR, writeCmwRecord, type CmwRecordJson } from './cmw.ts';
import { LABEL, MAX_DOCUMENT_BYTES, MAX_MEMBERS, type EndorsementDocument, type SiteDocument } from './document.ts';
import { writeExecution } from './execution.ts';
import {
  BINDING_MEDIA_TYPE,
  CHALLENGE_MEDIA_TYPE,
  COLLECTION_TYPE,
  ENDORSEMENT_MEDIA_TYPE,
  evidenceMediaType,
  EXECUTION_MEDIA_TYPE,
} from './media-types.ts';

/** The collection as JSON, before it becomes text: its type, and a CMW record under each label. */
export type Collection = {
  readonly __cmwc_t: typeof COLLECTION_TYPE;
  readonly evidence: CmwRecordJson;
} & Readonly<Partial<Record<string, CmwRecordJson | string>>>;

/**
 * The document as a site serves it: `readDocument` returns the same. @throws RangeError for a document that no visitor would
 * read: too large, with too many members, or with a binding that is not in our own format
 */
export function writeDocument(document: SiteDocument): Uint8Array {
  const collection = toCollection(document);
  const bytes = writeJson(collection);
  if (bytes.length > MAX_DOCUMENT_BYTES) throw new RangeError(`more than ${String(MAX_DOCUMENT_BYTES)} bytes`);
  if (Object.keys(collection).length > MAX_MEMBERS) throw new RangeError(`more than ${String(MAX_MEMBERS)} members`);
  return bytes;
}

/** The same as a JSON value. @throws RangeError for a media type that cannot be written */
export function toCollection(document: SiteDocument): Collection {
  const { evidence, binding, challenge, endorsements, execution, registered, accelerators } = document;
  return {
    [LABEL.type]: COLLECTION_TYPE,
    [LABEL.evidence]: evidenceRecord(evidence),
    ...(binding === null ? {} : { [LABEL.binding]: member(BINDING_MEDIA_TYPE, writeBinding(ours(binding))) }),
    ...(challenge === null ? {} : { [LABEL.challenge]: member(CHALLENGE_MEDIA_TYPE, challenge) }),
    ...labelled(endorsements),
    ...(execution === null ? {} : { [LABEL.execution]: member(EXECUTION_MEDIA_TYPE, writeExecution(execution)) }),
    ...(registered === null ? {} : { [LABEL.registered]: evidenceRecord(registered) }),
    ...(accelerators === null ? {} : { [LABEL.accelerators]: evidenceRecord(accelerators) }),
  };
}

function ours(binding: AnyBinding): Binding {
  if (binding.layout !== 'sealmark-1') throw new RangeError(`a binding under ${binding.layout} has formats of its own`);
  return binding;
}

function evidenceRecord({ type, bytes, parameters }: Evidence): CmwRecordJson {
  const mediaType = { name: evidenceMediaType(type), parameters: new Map(Object.entries(parameters)) };
  return writeCmwRecord({ type: mediaType, bytes, indicator: CMW_INDICATOR.evidence });
}

function member(mediaType: string, bytes: Uint8Array, indicator: number = CMW_INDICATOR.evidence): CmwRecordJson {
  return writeCmwRecord({ type: { name: mediaType, parameters: new Map() }, bytes, indicator });
}

/** Names of endorsements have no meaning but must differ: the first of each kind gets the name that PROTOCOL.md shows. */
function labelled(endorsements: readonly EndorsementDocument[]): Readonly<Record<string, CmwRecordJson>> {
  const taken = new Map<string, number>();
  const entries = endorsements.map(({ mediaType, bytes }): [string, CmwRecordJson] => {
    const name = mediaType === ENDORSEMENT_MEDIA_TYPE.nvidiaGpu ? 'accelerator-endorsements' : 'endorsements';
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return [count === 1 ? name : `${name}-${String(count)}`, member(mediaType, bytes, CMW_INDICATOR.endorsements)];
  });
  return Object.fromEntries(entries);
}
