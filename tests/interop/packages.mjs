// What others wrote, from tests/npm, for a folder that has no packages of its own.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(new URL('../npm/package.json', import.meta.url));

export const grpc = require('@grpc/grpc-js');
export const protoLoader = require('@grpc/proto-loader');
export const { GrpcReflection } = require('grpc-js-reflection-client');

// The folder with the public .proto files of google.rpc.
export const publicProtos = dirname(require.resolve('google-proto-files/package.json'));

export const bufProgram = fileURLToPath(new URL('../npm/buf', import.meta.url));
export const yaml = require('yaml');
