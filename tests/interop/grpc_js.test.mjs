import { everyRpc } from './every_rpc.mjs';
import { GrpcJsClient } from './grpc_js_client.mjs';

everyRpc('grpc-js', new GrpcJsClient());
