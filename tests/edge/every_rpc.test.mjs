// Every RPC of every service, through the edge as if there were none.
import { everyCatalogRpc } from '../interop/every_catalog_rpc.mjs';
import { everyRpc } from '../interop/every_rpc.mjs';
import { everyTrainingRpc } from '../interop/every_training_rpc.mjs';
import { EdgeClient } from './edge_client.mjs';

for (const walk of [everyRpc, everyCatalogRpc, everyTrainingRpc]) {
  const client = new EdgeClient();
  walk('through-the-edge', client, client.start);
}
