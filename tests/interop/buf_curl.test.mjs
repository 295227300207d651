import { everyCatalogRpc } from './every_catalog_rpc.mjs';
import { everyRpc } from './every_rpc.mjs';
import { everyTrainingRpc } from './every_training_rpc.mjs';
import { BufCurlClient } from './buf_curl_client.mjs';
import { tlsFiles } from './servers.mjs';

everyRpc('buf-curl', new BufCurlClient(tlsFiles));
everyCatalogRpc('buf-curl', new BufCurlClient(tlsFiles));
everyTrainingRpc('buf-curl', new BufCurlClient(tlsFiles));
