import { toHex, type Hex } from '../bytes/hex.ts';
import { parseJsonObject } from '../encoding/json.ts';
import { JsonArray, type JsonObject } from '../encoding/json-value.ts';
import type { Endorsement } from '../endorsement.ts';
import { cut } from '../facts.ts';
import { Malformed, unlessMalformed } from '../malformed.ts';

/** The compose file of an application; the system measures its SHA-256. It comes from the site or not at all. */
export const APP_COMPOSE_NEED = { kind: 'dstack.app-compose' } as const;

const MAX_COMPOSE_BYTES = 256 * 1024;
const MAX_LISTED = 64;
const MAX_LISTED_CHARACTERS = 200;

/** What a compose file says will run, for people. */
export type Application = {
  readonly name: string;
  /** SHA-256 of the file as received. */
  readonly composeHash: Hex;
  /** In the file's order; `digest` is null where only the tag identifies the image, so that the tag's owner can change it. */
  readonly images: readonly { readonly image: string; readonly digest: string | null }[];
  /** Names of variables that the operator may set to anything, unmeasured. */
  readonly operatorMaySet: readonly string[];
  /** Scripts in the file itself, which run next to the containers: they are measured with it. */
  readonly scripts: readonly string[];
};

/** The document as a single endorsement. @throws Malformed for anything but an app-compose file */
export function readComposeDocument(bytes: Uint8Array): readonly Endorsement[] {
  const compose = parseJsonObject(bytes, 'app-compose', MAX_COMPOSE_BYTES);
  if (!compose.has('manifest_version') && !compose.has('docker_compose_file')) throw new Malformed('app-compose', 'not one');
  return [{ need: APP_COMPOSE_NEED, bytes }];
}

const SCRIPTS = ['pre_launch_script', 'init_script', 'bash_script'] as const;
/** A line `image: …` of a Docker compose file, with or without quotes; a comment may follow. */
const IMAGE = /^[ \t]*(?:- )?image:[ \t]*["']?([^\s"'#]+)/gm;

/**
 * Reads what a dstack app-compose file names: the images of the Docker compose file inside it, and what the operator may still
 * set. Undefined for what cannot be read; the hash is proven all the same.
 */
export function applicationIn(bytes: Uint8Array, digest: Uint8Array): Application | undefined {
  return unlessMalformed(() => {
    const compose = parseJsonObject(bytes, 'app-compose', MAX_COMPOSE_BYTES);
    return {
      name: bounded(textOf(compose, 'name')),
      composeHash: toHex(digest),
      images: [...textOf(compose, 'docker_compose_file').matchAll(IMAGE)]
        .slice(0, MAX_LISTED)
        .map(([, image = '']) => imageOf(image)),
      operatorMaySet: textsOf(compose, 'allowed_envs').slice(0, MAX_LISTED).map(bounded),
      scripts: SCRIPTS.filter((name) => textOf(compose, name) !== ''),
    };
  }, undefined);
}

const bounded = (text: string): string => cut(text, MAX_LISTED_CHARACTERS);

function imageOf(image: string): Application['images'][number] {
  const [, digest] = /@sha256:([0-9a-f]{64})$/.exec(image) ?? [];
  return { image: bounded(image), digest: digest ?? null };
}

function textOf(compose: JsonObject, name: string): string {
  const value = compose.value(name);
  return typeof value === 'string' ? value : '';
}

function textsOf(compose: JsonObject, name: string): readonly string[] {
  const value = compose.value(name);
  return value instanceof JsonArray ? value.items.filter((item) => typeof item === 'string') : [];
}
