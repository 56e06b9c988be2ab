import { toUtf8 } from '../../../bytes/text.ts';
import { parseJson } from '../../../encoding/json.ts';
import { JsonArray, JsonObject, type Json } from '../../../encoding/json-value.ts';
import { unlessMalformed } from '../../../malformed.ts';
import type { EndorsementDocument } from '../../document.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../../media-types.ts';

/**
 * What a service on dstack serves with its quote: the event log, and the compose file whose hash the log states. Both may be
 * JSON, or JSON in a string. Missing ones are skipped: the quote is valid without them.
 */
export function servedAttachments(answer: JsonObject): readonly EndorsementDocument[] {
  const log = logIn(answer);
  const compose = composeIn(answer);
  const config = configIn(answer);
  return [
    ...(log === null ? [] : [{ mediaType: ENDORSEMENT_MEDIA_TYPE.tdxEventLog, bytes: toUtf8(log, 'event log') }]),
    ...(compose === null ? [] : [{ mediaType: ENDORSEMENT_MEDIA_TYPE.dstackAppCompose, bytes: toUtf8(compose, 'app_compose') }]),
    ...(config === null ? [] : [{ mediaType: ENDORSEMENT_MEDIA_TYPE.dstackMrConfig, bytes: toUtf8(config, 'mr_config') }]),
  ];
}

/** The log as JSON text: as it was sent, or the text inside a string. */
function logIn(answer: JsonObject): string | null {
  const value = answer.value('event_log');
  if (value instanceof JsonArray) return answer.source('event_log');
  return typeof value === 'string' && value !== '' ? value : null;
}

/** `info.tcb_info.app_compose`, or the same without one of the two around it. */
function composeIn(answer: JsonObject): string | null {
  const info = objectIn(answer.value('info')) ?? answer;
  const tcbInfo = objectIn(info.value('tcb_info')) ?? info;
  const compose = tcbInfo.value('app_compose');
  return typeof compose === 'string' ? compose : null;
}

/** `vm_config.mr_config`, the text that was hashed. */
function configIn(answer: JsonObject): string | null {
  const config = (objectIn(answer.value('vm_config')) ?? objectIn(objectIn(answer.value('info'))?.value('vm_config')))?.value(
    'mr_config',
  );
  return typeof config === 'string' ? config : null;
}

/** An object, or one in a string. */
function objectIn(value: Json | undefined): JsonObject | null {
  const parsed = typeof value === 'string' ? unlessMalformed(() => parseJson(value, 'tcb_info'), null) : value;
  return parsed instanceof JsonObject ? parsed : null;
}
