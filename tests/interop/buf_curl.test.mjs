import { everyCatalogRpc } from './every_catalog_rpc.mjs';
import { everyRpc } from './every_rpc.mjs';
import { everyTrainingRpc } from './every_training_rpc.mjs';
import { BufCurlClient } from './buf_curl_client.mjs';

everyRpc('buf-curl', new BufCurlClient());
everyCatalogRpc('buf-curl', new BufCurlClient());
everyTrainingRpc('buf-curl', new BufCurlClient());
