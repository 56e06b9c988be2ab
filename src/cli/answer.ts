import { webcrypto } from 'node:crypto';
import { appraise, webCrypto, type AttestationResult, type JsonObject } from '../verifier/index.ts';
import { decide, type Decision } from './decision.ts';
import { clockNow, readRequest } from './request.ts';

const port = webCrypto(webcrypto.subtle);

/** One parsed request → its result and decision. @throws RequestError */
export async function answer(request: JsonObject): Promise<{ readonly decision: Decision; readonly result: AttestationResult }> {
  const { input, tee, codeNamed } = await readRequest(request, clockNow());
  const result = await appraise({ ...input, crypto: port });
  return { decision: decide(result, tee, codeNamed), result };
}
