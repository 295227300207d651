// What errors must be, whichever service sends them.
import assert from 'node:assert/strict';
import { RpcError } from './error_details.mjs';

const DETAILS_LIMIT_BYTES = 4096;

// What every error has, and this one's reason; returns its details.
export async function failsWith(code, reason, call) {
  let error;
  try {
    const answer = JSON.stringify(await call());
    error = new Error(`succeeded where ${code} (${reason}) was expected: ${answer.slice(0, 300)}`);
  } catch (failure) {
    error = failure;
  }
  if (!(error instanceof RpcError)) throw error;
  assert.equal(error.code, code, error.message);
  assert.notEqual(error.message, '');
  const { ErrorInfo, LocalizedMessage } = error.details;
  assert.equal(ErrorInfo?.reason, reason);
  assert.equal(ErrorInfo.domain, 'zaitaku');
  assert.equal(LocalizedMessage?.locale, 'ja');
  assert.match(LocalizedMessage.message, /[\u3040-\u30ff\u4e00-\u9fff]/);
  assert.ok(error.size < DETAILS_LIMIT_BYTES, `${error.size} bytes of details`);
  return error.details;
}

// The fields that an error complains of.
export const fieldsOf = (details) => details.BadRequest.field_violations.map((violation) => violation.field);
