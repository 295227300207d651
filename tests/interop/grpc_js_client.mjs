// @grpc/grpc-js, which learns the contract from the server's reflection.
import { detailsOfTrailer, RpcError } from './error_details.mjs';
import { readFileSync } from 'node:fs';
import { grpc, GrpcReflection } from './packages.mjs';
import { tlsFiles } from './servers.mjs';

const CALL_WITHIN_MS = 20_000;

// Descriptors have the fields' own names, JSON has camelCase; the tests write JSON.
function renamed(value, rename) {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [rename(key), renamed(item, rename)]));
}
const toCamelCase = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const toSnakeCase = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

// JSON writes a field mask as one string, grpc-js as a list of paths; wherever it stands.
function withMasks(value) {
  if (Array.isArray(value)) return value.map(withMasks);
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [
    key, key.endsWith('_mask') && typeof item === 'string' ? { paths: item.split(',').map(toSnakeCase) } : withMasks(item),
  ]));
}
const fromJson = (request) => withMasks(renamed(request, toSnakeCase));

function toRpcError(error) {
  const trailers = error.metadata?.get('grpc-status-details-bin') ?? [];
  const details = trailers.flatMap((trailer) => detailsOfTrailer(trailer, error.code, error.details));
  return new RpcError(grpc.status[error.code], error.details, details);
}

export class GrpcJsClient {
  #stubs = new Map();
  #credentials;
  #metadata = new grpc.Metadata();

  // `identity`: { ca, cert, key } are files in PEM, of which `ca` may be alone; { token } is a bearer token.
  constructor(identity = tlsFiles) {
    const read = (path) => (path ? readFileSync(path) : null);
    const { ca, cert, key, token } = identity;
    this.#credentials = grpc.credentials.createSsl(read(ca), read(key), read(cert));
    if (token) this.#metadata.set('authorization', `Bearer ${token}`);
  }

  #reflection(address) {
    return new GrpcReflection(address, this.#credentials);
  }

  listServices(address) {
    return this.#reflection(address).listServices();
  }

  async listMethods(address, service) {
    return (await this.#reflection(address).listMethods(service)).map((method) => method.name);
  }

  async #stub(address, service) {
    const key = `${address}/${service}`;
    if (!this.#stubs.has(key)) {
      const descriptor = await this.#reflection(address).getDescriptorBySymbol(service);
      const contract = descriptor.getPackageObject({ enums: String, longs: String });
      const Service = service.split('.').reduce((scope, name) => scope[name], contract);
      this.#stubs.set(key, new Service(address, this.#credentials));
    }
    return this.#stubs.get(key);
  }

  async call(address, service, method, request) {
    const stub = await this.#stub(address, service);
    const deadline = Date.now() + CALL_WITHIN_MS;
    const [error, response] = await new Promise((resolve) => {
      stub[method](fromJson(request), this.#metadata, { deadline }, (...outcome) => resolve(outcome));
    });
    if (error) throw toRpcError(error);
    return renamed(response, toCamelCase);
  }

  // The first message of a stream that is `wanted`; then the stream is cancelled.
  async firstOf(address, service, method, request, wanted) {
    const stub = await this.#stub(address, service);
    const stream = stub[method](fromJson(request), this.#metadata, { deadline: Date.now() + CALL_WITHIN_MS });
    const found = await new Promise((resolve, reject) => {
      stream.on('error', (error) => reject(toRpcError(error)));
      stream.on('end', () => resolve(undefined));
      stream.on('data', (message) => {
        const json = renamed(message, toCamelCase);
        if (wanted(json)) resolve(json);
      });
    });
    stream.on('error', () => {});
    stream.cancel();
    return found;
  }

  close() {
    for (const stub of this.#stubs.values()) stub.close();
  }
}
