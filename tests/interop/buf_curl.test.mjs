import { BufCurlClient } from './buf_curl_client.mjs';
import { everyRpc } from './every_rpc.mjs';

everyRpc('buf-curl', new BufCurlClient());
