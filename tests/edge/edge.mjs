// nginx as the edge, on a free loopback port, in front of the given servers.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort, Server } from '../interop/servers.mjs';

const run = promisify(execFile);
const render = fileURLToPath(new URL('../../deploy/edge/render', import.meta.url));

// A certificate for localhost that signs itself; the callers take it for their authority.
export async function makeCertificate(folder) {
  const [key, certificate] = [join(folder, 'edge.key'), join(folder, 'edge.crt')];
  await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
    '-subj', '/CN=edge', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', certificate]);
  return { key, certificate };
}

// `changed` is for who wants to see what a configuration without something does. `values` go to deploy/edge/render.
export async function startEdge(servers, values = {}, changed = (configuration) => configuration) {
  const folder = await mkdtemp(join(tmpdir(), 'zaitaku-edge-'));
  const { key, certificate } = await makeCertificate(folder);
  const port = await freePort();
  const all = {
    LISTEN: `127.0.0.1:${port}`, RUN: folder, KEY: key, CERTIFICATE: certificate, SCHEME: 'grpc', AUTHORITY: certificate,
    GATEWAY: servers.gateway, COUNCIL: servers.council, CATALOG: servers.catalog, TRAINING: servers.training,
    ACCESS_LOG: join(folder, 'access.log'), ...values,
  };
  const { stdout } = await run(render, Object.entries(all).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}=${value}`));
  const file = join(folder, 'edge.conf');
  await writeFile(file, changed(stdout));
  const server = await Server.start(folder, 'nginx', '/usr/sbin/nginx', ['-c', file, '-p', folder]);
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await server.answers(port);
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
  const authority = await readFile(certificate, 'utf8');
  return {
    port, authority, certificate, key, stop, pid: server.child.pid, address: `localhost:${port}`,
    accessLog: () => readFile(all.ACCESS_LOG, 'utf8'), errorLog: () => readFile(server.log, 'utf8'),
  };
}
