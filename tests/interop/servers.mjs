// Real servers for a test: redis-server, council-registry, program-catalog, training-events and gateway, on free loopback ports, in a folder of their own.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 15_000;

// The path of a program that CMake built; a test without it fails.
export function built(variable) {
  const path = process.env[variable];
  if (!path) throw new Error(`${variable} must name the program; run this by ctest`);
  return path;
}

// What scripts/dev-certs makes: for the servers, and for a client that is the ministry.
const certificates = mkdtempSync(join(tmpdir(), 'zaitaku-certs-'));
process.on('exit', () => rmSync(certificates, { recursive: true, force: true }));
execFileSync(fileURLToPath(new URL('../../scripts/dev-certs', import.meta.url)), [certificates], { stdio: 'ignore' });
const certificateFile = (name) => join(certificates, name);
export const tlsFiles = { ca: certificateFile('ca.pem'), cert: certificateFile('ministry.pem'), key: certificateFile('ministry.key') };

// Below the ephemeral range, where other programs' outgoing connections come and go.
export async function freePort() {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const probe = createServer();
    const free = await new Promise((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    await new Promise((resolve) => probe.close(resolve));
    return port;
  }
}

export class Server {
  // Ends with this process, however that ends (pdeathsig).
  static async start(folder, name, program, args) {
    const log = join(folder, `${name}.log`);
    const file = await open(log, 'w');
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', program, ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH },
      stdio: ['ignore', file.fd, file.fd],
    });
    const server = new Server(name, child, log);
    child.once('error', (error) => (server.failure = error));
    child.once('exit', (code, signal) => (server.failure ??= new Error(`ended with ${signal ?? code}`)));
    await file.close();
    return server;
  }

  constructor(name, child, log) {
    Object.assign(this, { name, child, log, failure: null });
  }

  // Waits until the log matches; returns the match.
  async logged(pattern) {
    const deadline = Date.now() + READY_WITHIN_MS;
    for (;;) {
      const text = await readFile(this.log, 'utf8');
      const match = pattern.exec(text);
      if (match) return match;
      if (this.failure || Date.now() > deadline) {
        throw new Error(`${this.name} does not start: ${this.failure?.message ?? 'no answer'}\n${text}`);
      }
      await sleep(20);
    }
  }

  // Waits until it takes connections on that port.
  async answers(port) {
    const deadline = Date.now() + READY_WITHIN_MS;
    for (;;) {
      const socket = connect(port, '127.0.0.1');
      const answered = await new Promise((resolve) => {
        socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      });
      socket.destroy();
      if (answered && !this.failure) return;
      if (this.failure || Date.now() > deadline) {
        throw new Error(`${this.name} does not start: ${this.failure?.message ?? 'no answer'}\n${await readFile(this.log, 'utf8')}`);
      }
      await sleep(20);
    }
  }

  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null || !this.child.pid) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const inTime = await Promise.race([exited.then(() => true), sleep(STOP_WITHIN_MS, false, { ref: false })]);
    if (inTime) return;
    this.child.kill('SIGKILL');
    await exited;
    throw new Error(`${this.name} did not stop on SIGTERM`);
  }
}

async function startRedis(folder) {
  for (let attempt = 1; ; ++attempt) {
    const port = await freePort();
    const args = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', '', '--appendonly', 'no'];
    const redis = await Server.start(folder, 'redis-server', 'redis-server', args);
    try {
      await redis.logged(/Ready to accept connections/);
      return [redis, port];
    } catch (error) {
      // Somebody may have taken the port between the look and the start.
      await redis.stop();
      if (attempt === 5) throw error;
    }
  }
}

// The servers: `council`, `catalog`, `training` and `gateway` are HOST:PORT. They speak TLS, to callers of `tlsFiles`; or else
// plaintext, where everybody is the ministry.
export async function startServers({ tls = true } = {}) {
  const transport = tls
    ? ['--tls-cert', certificateFile('server.pem'), '--tls-key', certificateFile('server.key'), '--tls-client-ca', tlsFiles.ca]
    : ['--insecure', '--anonymous-role', 'ministry'];
  const toServices = tls
    ? ['--services-ca', tlsFiles.ca, '--services-cert', certificateFile('gateway.pem'), '--services-key', certificateFile('gateway.key')]
    : [];
  const folder = await mkdtemp(join(tmpdir(), 'zaitaku-interop-'));
  const running = [];
  const stopAll = async () => {
    const failures = [];
    for (const server of [...running].reverse()) {
      await server.stop().catch((error) => failures.push(error));
    }
    await rm(folder, { recursive: true, force: true });
    if (failures.length > 0) throw failures[0];
  };
  const startListening = async (name, program, args) => {
    const server = await Server.start(folder, name, program, [...transport, '--listen', '127.0.0.1:0', ...args]);
    running.push(server);
    return [server, `127.0.0.1:${(await server.logged(/listening on 127\.0\.0\.1:(\d+)/))[1]}`];
  };
  try {
    const [redis, redisPort] = await startRedis(folder);
    running.push(redis);
    const keyFile = join(folder, 'cache.key');
    await writeFile(keyFile, randomBytes(32).toString('hex'), { mode: 0o600 });
    const database = join(folder, 'council.db');
    const [councilServer, council] = await startListening('council-registry', built('COUNCIL_REGISTRY'), [
      '--database', database,
    ]);
    const [, catalog] = await startListening('program-catalog', built('PROGRAM_CATALOG'), [
      '--database', join(folder, 'catalog.db'),
    ]);
    const [, training] = await startListening('training-events', built('TRAINING_EVENTS'), [
      '--database', join(folder, 'training.db'),
    ]);
    const [gatewayServer, gateway] = await startListening('gateway', built('GATEWAY'), [
      ...toServices,
      '--council', council, '--catalog', catalog, '--training', training, '--redis', `127.0.0.1:${redisPort}`, '--cache-key-file', keyFile,
    ]);
    return {
      council, catalog, training, gateway, gatewayPid: gatewayServer.child.pid, councilPid: councilServer.child.pid,
      stopCouncil: () => councilServer.stop(), stop: stopAll,
    };
  } catch (error) {
    await stopAll().catch(() => {});
    throw error;
  }
}

// The document that the project reads, byte for byte.
export const sourceDocument = await readFile(new URL('../../data/source/survey-2015-12.txt', import.meta.url));

const readData = async (folder, names) => Buffer.concat(await Promise.all(
  names.map((name) => readFile(new URL(`../../data/${folder}/${name}.jsonl`, import.meta.url)))));

// What others refer to goes first.
export const catalogData = await readData('catalog', ['funding_sources', 'programs', 'budget_lines', 'guidelines']);
export const trainingData = await readData('training', ['training_programs', 'events']);
