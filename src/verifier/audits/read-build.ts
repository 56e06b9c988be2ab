import type { TcbStatus } from '../claims.ts';
import type { JsonObject } from '../encoding/json-value.ts';
import { Malformed } from '../malformed.ts';
import { dateOf, readLink, sha256Of } from './fields.ts';
import { lineOf, lineText, objectsOf, optional, textsOf, unknownNames } from './plain-text.ts';
import type { Build, Constraints } from './statement.ts';

const MAX_LISTED = 32;
const MAX_COMMAND_CHARACTERS = 500;
const MAX_SENTENCE_CHARACTERS = 200;
const MAX_WORD_CHARACTERS = 80;
const MAX_MINUTES = 100_000;
const MAX_U16 = 0xffff;

const MRSIGNER = /^[0-9a-f]{64}$/;
const ADVISORY = /^[A-Z0-9-]{4,40}$/;
/** Package URLs and addresses, as they are shown: ASCII without blanks, quotes or angle brackets. */
const RESOURCE = /^[a-z][a-z0-9+.-]{1,15}:[\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]{1,500}$/;
const SCRIPT = /^(?:javascript|data|vbscript|blob|file):/;

/** How the code is built. @throws Malformed */
export function readBuild(build: JsonObject): Build {
  return {
    system: lineOf(build, 'system', MAX_WORD_CHARACTERS),
    recipe: optional(build, 'recipe', (name) => readLink(build.object(name))),
    commands: lines(build, 'commands', MAX_COMMAND_CHARACTERS),
    environment: objectsOf(build, 'environment', MAX_LISTED).map(readResource),
    reproduced: optional(build, 'reproduced', (name) => readReproduced(build.object(name))),
    expectedMinutes: optional(build, 'expectedMinutes', (name) => atMost(build, name, MAX_MINUTES)),
    knownDifferences: lines(build, 'knownDifferences', MAX_SENTENCE_CHARACTERS),
  };
}

/** A list of texts, each on one line. */
function lines(object: JsonObject, name: string, most: number): readonly string[] {
  if (!object.has(name)) return [];
  const texts = textsOf(object, name, MAX_LISTED);
  return texts.map((text) => lineText(text, `${object.path}.${name}`, most));
}

function readResource(resource: JsonObject): Build['environment'][number] {
  const uri = resource.string('uri');
  if (!RESOURCE.test(uri) || SCRIPT.test(uri))
    throw new Malformed(`${resource.path}.uri`, 'not an address of a package or image');
  const sha256 = sha256Of(resource);
  if (sha256 === null) throw new Malformed(`${resource.path}.digest`, 'missing');
  return { uri, sha256 };
}

function readReproduced(reproduced: JsonObject): NonNullable<Build['reproduced']> {
  const named = reproduced.string('result');
  const result = (['match', 'differs', 'not-attempted'] as const).find((one) => one === named);
  if (result === undefined) throw new Malformed(`${reproduced.path}.result`, 'not a result');
  return {
    result,
    at: optional(reproduced, 'at', (name) => dateOf(reproduced, name)),
    host: optional(reproduced, 'host', (name) => lineOf(reproduced, name, MAX_WORD_CHARACTERS)),
  };
}

const KNOWN = ['debug', 'mrsigner', 'isvprodid', 'minIsvsvn', 'tcbStatus', 'denyAdvisories'];

const TCB_STATUSES = [
  'UpToDate',
  'SWHardeningNeeded',
  'ConfigurationNeeded',
  'ConfigurationAndSWHardeningNeeded',
  'OutOfDate',
  'OutOfDateConfigurationNeeded',
  'TdRelaunchAdvised',
  'TdRelaunchAdvisedConfigurationNeeded',
  'Revoked',
] as const satisfies readonly TcbStatus[];

/** Further conditions on the evidence; none where the member is absent. @throws Malformed */
export function readConstraints(constraints: JsonObject | null): Constraints {
  if (constraints === null)
    return { mrSigner: null, isvProdId: null, minIsvSvn: null, tcbStatus: null, denyAdvisories: [], unknown: [] };
  const { path } = constraints;
  // Debug is always refused (`evidence.debug`); a statement that requires it is a mistake.
  if (constraints.has('debug') && constraints.boolean('debug')) throw new Malformed(`${path}.debug`, 'asks for debug mode');
  return {
    mrSigner: optional(constraints, 'mrsigner', (name) => {
      const value = constraints.string(name);
      if (!MRSIGNER.test(value)) throw new Malformed(`${path}.${name}`, 'not 32 bytes in lowercase hex');
      return value;
    }),
    isvProdId: optional(constraints, 'isvprodid', (name) => atMost(constraints, name, MAX_U16)),
    minIsvSvn: optional(constraints, 'minIsvsvn', (name) => atMost(constraints, name, MAX_U16)),
    tcbStatus: optional(constraints, 'tcbStatus', (name) =>
      textsOf(constraints, name, MAX_LISTED).map((text) => readStatus(text, path)),
    ),
    denyAdvisories: textsOf(constraints, 'denyAdvisories', MAX_LISTED).map((text) => {
      if (!ADVISORY.test(text)) throw new Malformed(`${path}.denyAdvisories`, 'not the id of an advisory');
      return text;
    }),
    unknown: unknownNames(constraints, KNOWN),
  };
}

function readStatus(text: string, path: string): TcbStatus {
  const status = TCB_STATUSES.find((one) => one === text);
  if (status === undefined) throw new Malformed(`${path}.tcbStatus`, 'not a TCB status');
  return status;
}

function atMost(object: JsonObject, name: string, most: number): number {
  const value = object.natural(name);
  if (value > most) throw new Malformed(`${object.path}.${name}`, `more than ${String(most)}`);
  return value;
}
