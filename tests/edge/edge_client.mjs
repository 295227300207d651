// grpc-js whose calls of our services go through an edge; the contract and the health it asks the servers for, which the edge
// shows for the gateway only.
import { GrpcJsClient } from '../interop/grpc_js_client.mjs';
import { grpc } from '../interop/packages.mjs';
import { startServers } from '../interop/servers.mjs';
import { startEdge } from './edge.mjs';

export class EdgeClient extends GrpcJsClient {
  edge;

  route(address, service) {
    if (!service.startsWith('zaitaku.')) return super.route(address, service);
    return [this.edge.address, grpc.credentials.createSsl(Buffer.from(this.edge.authority))];
  }

  // The servers of a walk, with an edge before them, which deploy/edge/render makes with `values`.
  start = async (values = {}) => {
    const servers = await startServers({ tls: false });
    try {
      const edge = await startEdge(servers, values);
      this.edge = edge;
      return { ...servers, stop: () => edge.stop().finally(servers.stop) };
    } catch (error) {
      await servers.stop();
      throw error;
    }
  };
}
