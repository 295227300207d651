import { everyCatalogRpc } from './every_catalog_rpc.mjs';
import { everyRpc } from './every_rpc.mjs';
import { everyTrainingRpc } from './every_training_rpc.mjs';
import { GrpcJsClient } from './grpc_js_client.mjs';
import { tlsFiles } from './servers.mjs';

everyRpc('grpc-js', new GrpcJsClient(tlsFiles));
everyCatalogRpc('grpc-js', new GrpcJsClient(tlsFiles));
everyTrainingRpc('grpc-js', new GrpcJsClient(tlsFiles));
