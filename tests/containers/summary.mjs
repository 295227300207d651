// Asks an edge for the nationwide summary with @grpc/grpc-js: summary.mjs HOST:PORT AUTHORITY. Prints it as JSON.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { grpc, protoLoader } from '../interop/packages.mjs';

const [address, authority] = process.argv.slice(2);
const definition = protoLoader.loadSync('zaitaku/summary/v1/summary_service.proto', {
  includeDirs: [fileURLToPath(new URL('../../protos', import.meta.url))], longs: String, enums: String,
});
const { SummaryService } = grpc.loadPackageDefinition(definition).zaitaku.summary.v1;
const client = new SummaryService(address, grpc.credentials.createSsl(readFileSync(authority)));
client.getNationwideSummary({}, { deadline: Date.now() + 20_000 }, (error, answer) => {
  if (error) throw error;
  console.log(JSON.stringify(answer));
  client.close();
});
