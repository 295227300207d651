// What a failed call carries. It is decoded with the public messages of google.rpc as others publish them, not with our own
// copy of them, so that it shows: any client's copy reads our details.
import { protoLoader, publicProtos } from './packages.mjs';

const definitions = protoLoader.loadSync(['google/rpc/status.proto', 'google/rpc/error_details.proto'], {
  includeDirs: [publicProtos],
  keepCase: true,
  defaults: true,
  longs: String,
});

const decode = (name, bytes) => definitions[name].deserialize(bytes);

// A call that failed. `code` is the name of the status, such as NOT_FOUND; `details` are the details by message name, such
// as details.ErrorInfo, with the fields' own names; `size` is how many bytes they have together.
export class RpcError extends Error {
  constructor(code, message, encodedDetails) {
    super(message);
    this.code = code;
    this.details = {};
    this.size = 0;
    for (const { type, bytes } of encodedDetails) {
      const name = type.replace(/^google\.rpc\./, '');
      if (this.details[name]) throw new Error(`two details of the type ${type}`);
      this.details[name] = decode(type, bytes);
      this.size += bytes.length;
    }
  }
}

// The details in a trailer `grpc-status-details-bin`, as {type, bytes}. Code and message must be those of the call.
export function detailsOfTrailer(trailer, code, message) {
  const status = decode('google.rpc.Status', trailer);
  if (status.code !== code || status.message !== message) {
    throw new Error(`the trailer says ${status.code} ${status.message}, the call ${code} ${message}`);
  }
  return status.details.map((any) => ({ type: any.type_url.replace(/^type\.googleapis\.com\//, ''), bytes: any.value }));
}
