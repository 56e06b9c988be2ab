import { fromBase64 } from '../../../bytes/base64.ts';
import { concat } from '../../../bytes/equal.ts';
import { JsonObject, type JsonArray } from '../../../encoding/json-value.ts';
import type { EndorsementDocument } from '../../document.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../../media-types.ts';
import { collateralOf, type IntelAnswer } from '../../intel-answers.ts';

const COLLATERAL = 'https://tinfoil.sh/collateral';

/**
 * Manufacturers' documents that a service sends along, as endorsement documents of our own format: AMD's certificate and list,
 * Intel's answers. Entries of other kinds (statements about code) are not read here. @throws Malformed
 */
export function stapled(entries: JsonArray): readonly EndorsementDocument[] {
  const data = (name: string): readonly JsonObject[] =>
    entries
      .objects()
      .filter((entry) => entry.string('format') === `${COLLATERAL}/${name}/v1` && entry.value('data') instanceof JsonObject)
      .map((entry) => entry.object('data'));
  const der = [
    ...data('amd-vcek').map((entry) => bytesOf(entry, 'vcek_der_base64')),
    ...data('amd-crl').map((entry) => bytesOf(entry, 'crl_der_base64')),
  ];
  const intel = data('intel-pcs').flatMap((entry) => (entry.has('responses') ? entry.array('responses').objects() : []));
  return [
    ...(der.length === 0 ? [] : [{ mediaType: ENDORSEMENT_MEDIA_TYPE.snpCertificates, bytes: concat(...der) }]),
    ...(intel.length === 0
      ? []
      : [{ mediaType: ENDORSEMENT_MEDIA_TYPE.dcapCollateral, bytes: collateralOf(intel.map(answerIn)) }]),
  ];
}

const bytesOf = (entry: JsonObject, name: string): Uint8Array => fromBase64(entry.string(name), `${entry.path}.${name}`);

function answerIn(response: JsonObject): IntelAnswer {
  const headers = response.object('headers');
  return {
    url: response.string('url'),
    header: (name) => {
      const found = headers.names.find((one) => one.toLowerCase() === name);
      const [value] = found === undefined ? [] : headers.array(found).strings();
      return value ?? null;
    },
    bytes: bytesOf(response, 'body_base64'),
  };
}
