// `buf curl`, which learns the contract from the server's reflection. Each call is a process.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RpcError } from './error_details.mjs';
import { bufProgram } from './packages.mjs';
import { tlsFiles } from './servers.mjs';

const CALL_WITHIN_SECONDS = 20;

function toRpcError(stderr) {
  const error = JSON.parse(stderr);
  const details = (error.details ?? []).map(({ type, value }) => ({ type, bytes: Buffer.from(value, 'base64') }));
  return new RpcError(error.code.toUpperCase(), error.message, details);
}

// The whole messages in the output so far: each is an object over several lines, of which the last is a lone brace.
const messagesIn = (text) => text.split(/^}\n/m).slice(0, -1).map((object) => JSON.parse(`${object}}`));

export class BufCurlClient {
  #home = mkdtempSync(join(tmpdir(), 'zaitaku-buf-'));
  #identity;

  // `identity`: { ca, cert, key } are files in PEM, of which `ca` may be alone; { token } is a bearer token.
  constructor({ ca, cert, key, token } = tlsFiles) {
    this.#identity = ['--cacert', ca, ...(cert ? ['--cert', cert, '--key', key] : [])];
    // With the call only: reflection is open.
    if (token) this.#identity.push('--header', `authorization: Bearer ${token}`);
  }

  #run(args, input = '') {
    const all = ['curl', '--protocol', 'grpc', ...this.#identity,
      '--timeout', `${CALL_WITHIN_SECONDS}s`, ...args];
    const child = spawn(bufProgram, all, { env: { PATH: process.env.PATH, HOME: this.#home } });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) {
      child[stream].setEncoding('utf8').on('data', (text) => (output[stream] += text));
    }
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => resolve({ status, ...output }));
    });
  }

  async #list(args) {
    const { status, stdout, stderr } = await this.#run(args);
    if (status !== 0) throw new Error(`buf curl ${args.join(' ')}: ${stderr}`);
    return stdout.split('\n').filter((line) => line !== '');
  }

  listServices(address) {
    return this.#list(['--list-services', `https://${address}`]);
  }

  async listMethods(address, service) {
    const methods = await this.#list(['--list-methods', `https://${address}`]);
    return methods.filter((path) => path.startsWith(`${service}/`)).map((path) => path.slice(service.length + 1));
  }

  async call(address, service, method, request) {
    const url = `https://${address}/${service}/${method}`;
    const { status, stdout, stderr } = await this.#run(['--data', '@-', url], JSON.stringify(request));
    if (status === 0) return JSON.parse(stdout);
    if (!stderr.startsWith('{')) throw new Error(`buf curl ${url}: ${stderr}`);
    throw toRpcError(stderr);
  }

  // The first message of a stream that is `wanted`; then the process is stopped. It prints a JSON object for each message.
  async firstOf(address, service, method, request, wanted) {
    const url = `https://${address}/${service}/${method}`;
    const args = ['curl', '--protocol', 'grpc', ...this.#identity, '--timeout', `${CALL_WITHIN_SECONDS}s`,
      '--data', JSON.stringify(request), url];
    const child = spawn(bufProgram, args, { env: { PATH: process.env.PATH, HOME: this.#home }, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    const found = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', () => resolve(undefined));
      child.stdout.setEncoding('utf8').on('data', (more) => {
        text += more;
        const first = messagesIn(text).find(wanted);
        if (first) resolve(first);
      });
    });
    child.kill();
    return found;
  }

  close() {
    rmSync(this.#home, { recursive: true, force: true });
  }
}
