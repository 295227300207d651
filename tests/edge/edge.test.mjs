// What the edge does with a call and says of its own, to real clients; what it passes on, to a server that shows it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createSecureServer, createServer } from 'node:http2';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { GrpcJsClient, toRpcError } from '../interop/grpc_js_client.mjs';
import { failsWith } from '../interop/failures.mjs';
import { bufProgram, grpc } from '../interop/packages.mjs';
import { built } from '../interop/servers.mjs';
import { begin, callHeaders, END_HEADERS, connect, frame, header, HEADERS, send } from './frames.mjs';
import { EdgeClient } from './edge_client.mjs';
import { makeCertificate, startEdge } from './edge.mjs';

const CATALOG = 'zaitaku.catalog.v1.CatalogService';
const COUNCIL = 'zaitaku.council.v1.CouncilService';
const SUMMARY = 'zaitaku.summary.v1.SummaryService';
const nowhere = '127.0.0.1:9';
const nobody = { gateway: nowhere, council: nowhere, catalog: nowhere, training: nowhere };
const identity = (bytes) => bytes;

// One unary call of bytes, without a contract; fails as the clients of the interop tests do.
function rawCall(edge, path, { metadata = {}, message = Buffer.alloc(0), credentials } = {}) {
  const client = new grpc.Client(edge.address, credentials ?? grpc.credentials.createSsl(Buffer.from(edge.authority)));
  const sent = new grpc.Metadata();
  for (const [name, value] of Object.entries(metadata)) sent.set(name, value);
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, identity, identity, message, sent, { deadline: Date.now() + 60_000 }, (error, answer) => {
      client.close();
      if (error) reject(toRpcError(error));
      else resolve(answer);
    });
  });
}
// Fails if it takes too long, for then something else than patience is wanted.
function inTime(promise, what) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(`still waiting for ${what}`)), 60_000)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
const outcomeOf = (calling) => calling.then(() => ({ code: 'OK' }), (error) => error);

describe('the edge before real servers', { timeout: 280_000 }, () => {
  const client = new EdgeClient();
  let servers;
  let edge;

  before(async () => {
    servers = await client.start();
    edge = client.edge;
  });
  after(async () => {
    client.close();
    await servers?.stop();
  });

  test('buf curl finds the contract and the health of the gateway over TLS', async () => {
    const args = ['curl', '--protocol', 'grpc', '--cacert', edge.certificate];
    const output = async (...more) => {
      const child = spawn(bufProgram, [...args, ...more], { stdio: ['ignore', 'pipe', 'pipe'] });
      let text = '';
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      await once(child, 'close');
      return text;
    };
    assert.match(await output('--list-services', `https://${edge.address}`), new RegExp(SUMMARY));
    assert.match(await output('--data', '{}', `https://${edge.address}/grpc.health.v1.Health/Check`), /SERVING/);
    assert.match(await output('--data', '{}', `https://${edge.address}/${SUMMARY}/GetNationwideSummary`), /NO_PUBLISHED_SURVEY|no survey/i);
  });

  test('a package that nobody serves is UNIMPLEMENTED', async () => {
    assert.equal((await outcomeOf(rawCall(edge, '/another.v1.Service/Method'))).code, 'UNIMPLEMENTED');
  });

  test('a message over 2 MiB is refused before the server has it', async () => {
    const path = `/${COUNCIL}/GetSurvey`;
    const { code, message } = await outcomeOf(rawCall(edge, path, { message: Buffer.alloc(2 * 1_048_576 + 1) }));
    assert.deepEqual([code, message], ['RESOURCE_EXHAUSTED', 'the message is larger than 2 MiB (2097152 bytes)']);
  });

  test('metadata over 16 KiB are refused', async () => {
    const metadata = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`x-${name}`, name.repeat(6000)]));
    assert.equal((await outcomeOf(rawCall(edge, `/${COUNCIL}/GetHead`, { metadata }))).code, 'RESOURCE_EXHAUSTED');
  });

  test('who does not speak gRPC is told so, without a page', async () => {
    const options = { host: '127.0.0.1', port: edge.port, ca: edge.authority, servername: 'localhost', method: 'GET' };
    const asked = request({ ...options, path: `/${SUMMARY}/GetNationwideSummary` }).end();
    const [response] = await once(asked, 'response');
    let text = '';
    for await (const chunk of response) text += chunk;
    assert.equal(response.statusCode, 415);
    assert.match(text, /^This address speaks gRPC/);
  });

  test('headers that do not end are broken off', async () => {
    const socket = await connect({ host: '127.0.0.1', port: edge.port, authority: edge.authority });
    const more = Buffer.concat(Array(15).fill(header('x-filler', 'x'.repeat(1000))));
    await send(socket, Buffer.concat([begin(), frame(HEADERS, 0, 1, callHeaders(`/${SUMMARY}/X`))]));
    let sent = 0;
    while (sent < 100_000_000 && await send(socket, frame(9, 0, 1, more))) sent += more.length;
    assert.ok(sent < 100_000_000, `${sent} bytes of headers were taken`);
    socket.destroy();
  });

  test('an error with as many details as there may be is the same as without an edge', async () => {
    const line = '{"program": {"name": "programs/a", "kind": "KIND_PROGRAM", "displayNames": {}}}\n';
    const request = { content: Buffer.from(line.repeat(500)).toString('base64') };
    const direct = new GrpcJsClient();
    const detailsBy = (caller) => failsWith('INVALID_ARGUMENT', 'INVALID_FILE', () => caller.call(servers.catalog, CATALOG, 'ImportEntries', request));
    const told = await detailsBy(direct).finally(() => direct.close());
    assert.ok(Number(told.ErrorInfo.metadata.problems) >= 500 && told.BadRequest.field_violations.length > 5, JSON.stringify(told.ErrorInfo));
    assert.deepEqual(await detailsBy(client), told);
  });

  test('a watch of the command line outlives the server behind the edge', async () => {
    const words = ['council', 'watch', '--verbose', '--lang', 'en', '--council', edge.address, '--ca', edge.certificate];
    const watch = spawn(built('ZAITAKU'), words, { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env.PATH } });
    let said = '';
    watch.stderr.setEncoding('utf8').on('data', (text) => (said += text));
    const ended = once(watch, 'close');
    const hears = (text) => inTime((async () => {
      while (!said.includes(text)) {
        if (watch.exitCode !== null) throw new Error(`ended with ${watch.exitCode}: ${said}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })(), text);
    try {
      await hears('alive');
      process.kill(servers.councilPid, 'SIGKILL');
      await hears('the connection was lost');
      watch.kill('SIGINT');
      assert.deepEqual(await inTime(ended, 'its end'), [0, null]);
    } finally {
      watch.kill('SIGKILL');
    }
  });
});

describe('an edge whose servers are away', { timeout: 280_000 }, () => {
  test('says which, as the gateway would', async () => {
    const edge = await startEdge(nobody);
    try {
      for (const [path, service] of [
        [COUNCIL, 'council-registry'], [SUMMARY, 'gateway'], ['zaitaku.catalog.v1.CatalogService', 'program-catalog'],
        ['zaitaku.training.v1.TrainingService', 'training-events'],
      ]) {
        const details = await failsWith('UNAVAILABLE', 'BACKEND_UNAVAILABLE', () => rawCall(edge, `/${path}/GetHead`));
        assert.equal(details.ErrorInfo.metadata.service, service);
        assert.equal(details.RetryInfo.retry_delay.seconds, '1');
      }
    } finally {
      await edge.stop();
    }
  });
});

describe('a certificate that is replaced', { timeout: 280_000 }, () => {
  const shown = (edge) => new Promise((resolve, reject) => {
    const socket = connectTls({ host: '127.0.0.1', port: edge.port, servername: 'localhost', rejectUnauthorized: false, ALPNProtocols: ['h2'] }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on('error', reject);
  });
  const told = async (edge, text) => {
    while (!(await edge.errorLog()).includes(text)) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  test('is shown to new callers after SIGHUP, and a wrong one never', async () => {
    const edge = await startEdge(nobody);
    try {
      const before = await shown(edge);
      await writeFile(edge.certificate, 'no certificate');
      process.kill(edge.pid, 'SIGHUP');
      await inTime(told(edge, 'cannot load certificate'), 'the complaint');
      assert.equal(await shown(edge), before);
      await makeCertificate(dirname(edge.certificate));
      assert.equal(await shown(edge), before);
      process.kill(edge.pid, 'SIGHUP');
      const changed = (async () => {
        while ((await shown(edge)) === before) await new Promise((resolve) => setTimeout(resolve, 20));
      })();
      await inTime(changed, 'the new certificate');
      const renewed = { ...edge, authority: await readFile(edge.certificate, 'utf8') };
      await failsWith('UNAVAILABLE', 'BACKEND_UNAVAILABLE', () => rawCall(renewed, `/${COUNCIL}/GetHead`));
    } finally {
      await edge.stop();
    }
  });
});

describe('a connection that does not go on', { timeout: 280_000 }, () => {
  test('is closed, whatever it began with', async () => {
    const edge = await startEdge(nobody, { SILENCE: 1, IDLE: 1, BODY: 1 });
    const connections = [];
    try {
      const target = { host: '127.0.0.1', port: edge.port, authority: edge.authority };
      connections.push(await connect(target, { secure: false }));
      const headers = callHeaders(`/${SUMMARY}/X`);
      for (const said of ['', begin(), Buffer.concat([begin(), frame(HEADERS, 0, 1, headers)])]) {
        const socket = await connect(target);
        if (said) await send(socket, said);
        connections.push(socket);
      }
      await inTime(Promise.all(connections.map((socket) => socket.ended)), 'the end of the connections');
    } finally {
      connections.forEach((socket) => socket.destroy());
      await edge.stop();
    }
  });

  test('nor does a call whose message never comes last', async () => {
    const held = await startObserver({ answers: false });
    const edge = await startEdge({ ...nobody, gateway: held.address }, { BODY: 1 });
    try {
      const socket = await connect({ host: '127.0.0.1', port: edge.port, authority: edge.authority });
      const ended = held.arrived(1).then(() => held.ended(0));
      await send(socket, Buffer.concat([begin(), frame(HEADERS, END_HEADERS, 1, callHeaders(`/${SUMMARY}/X`))]));
      await inTime(ended, 'the end of the call').finally(() => socket.destroy());
    } finally {
      await edge.stop();
      held.close();
    }
  });
});

describe('what one address may ask for', { timeout: 280_000 }, () => {
  test('is so many calls a second, and then OVERLOADED with a time to wait', async () => {
    const edge = await startEdge(nobody, { RATE: 1, BURST: 5 });
    try {
      const calls = Array.from({ length: 30 }, () => outcomeOf(rawCall(edge, `/${SUMMARY}/ExplainSummary`)));
      const refused = (await Promise.all(calls)).filter((outcome) => outcome.code === 'RESOURCE_EXHAUSTED');
      assert.ok(refused.length >= 10, `${refused.length} of 30 were refused`);
      const details = await failsWith('RESOURCE_EXHAUSTED', 'OVERLOADED', () => Promise.reject(refused[0]));
      assert.equal(details.RetryInfo.retry_delay.seconds, '1');
    } finally {
      await edge.stop();
    }
  });

  test('is so many calls under way, over all of its connections', async () => {
    const held = await startObserver({ answers: false });
    const edge = await startEdge({ ...nobody, gateway: held.address }, { STREAMS: 3 });
    try {
      const waiting = [];
      for (let i = 0; i < 3; ++i) {
        waiting.push(outcomeOf(rawCall(edge, `/${SUMMARY}/GetNationwideSummary`)));
        await held.arrived(i + 1);
      }
      await failsWith('RESOURCE_EXHAUSTED', 'OVERLOADED', () => rawCall(edge, `/${SUMMARY}/GetNationwideSummary`));
      held.answerAll();
      for (const one of waiting) assert.equal((await one).code, 'OK');
    } finally {
      await edge.stop();
      held.close();
    }
  });
});

// A server that keeps what it is sent, and answers at once or when told to. `tls` as node:http2 takes it.
async function startObserver({ tls, answers = true } = {}) {
  const seen = [];
  const waiting = [];
  const answer = (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.alloc(5));
  };
  const server = tls ? createSecureServer({ ...tls, requestCert: true, rejectUnauthorized: false }) : createServer();
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    seen.push({ headers, certificate: stream.session.socket.getPeerCertificate?.() ?? {} });
    if (answers) answer(stream);
    else waiting.push(stream);
    server.emit('seen');
  });
  server.on('sessionError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    seen, address: `127.0.0.1:${server.address().port}`, close: () => server.close(),
    answerAll: () => waiting.forEach(answer),
    ended: (index) => waiting[index].closed || once(waiting[index], 'close'),
    arrived: async (count) => {
      while (seen.length < count) await once(server, 'seen');
    },
  };
}

describe('what the edge passes on', { timeout: 280_000 }, () => {
  const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  // The headers and the certificate that a server sees of one call.
  async function seenOf(call, { edgeValues = {}, tls } = {}) {
    const observer = await startObserver({ tls });
    const servers = { ...nobody, council: observer.address };
    const edge = await startEdge(servers, edgeValues);
    try {
      await call(edge);
      assert.equal(observer.seen.length, 1);
      return observer.seen[0];
    } finally {
      await edge.stop();
      observer.close();
    }
  }

  test('is the token and the trace as they came, and the address only as the edge knows it', async () => {
    const metadata = { authorization: 'Bearer a.b.c', traceparent: trace, 'x-forwarded-for': '10.1.2.3', 'x-forwarded-client-cert': 'URI=spiffe://x' };
    const { headers } = await seenOf((edge) => rawCall(edge, `/${COUNCIL}/GetHead`, { metadata }));
    assert.equal(headers.authorization, 'Bearer a.b.c');
    assert.equal(headers.traceparent, trace);
    assert.equal(headers['x-forwarded-for'], '127.0.0.1');
    assert.equal(headers['x-forwarded-client-cert'] ?? '', '');
    assert.equal(headers.te, 'trailers');
    assert.match(headers['grpc-timeout'], /^\d+[mun]?S?$/);
  });

  test('is a trace of its own where there is none, or no proper one', async () => {
    for (const metadata of [{}, { traceparent: 'nonsense' }]) {
      const { headers } = await seenOf((edge) => rawCall(edge, `/${COUNCIL}/GetHead`, { metadata }));
      assert.match(headers.traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    }
  });

  test('goes over TLS to a server that proves its name, without the certificate of the caller', async () => {
    const folders = await Promise.all([1, 2].map(() => mkdtemp(join(tmpdir(), 'zaitaku-edge-'))));
    try {
      const [known, unknown] = await Promise.all(folders.map(makeCertificate));
      const [cert, key] = await Promise.all([readFile(known.certificate), readFile(known.key)]);
      const calling = (edge) => rawCall(edge, `/${COUNCIL}/GetHead`, {
        credentials: grpc.credentials.createSsl(Buffer.from(edge.authority), key, cert),
      });
      const through = (values) => seenOf(calling, {
        edgeValues: { SCHEME: 'grpcs', AUTHORITY: known.certificate, COUNCIL_NAME: 'localhost', ...values }, tls: { cert, key },
      });
      assert.deepEqual((await through({})).certificate, {});
      for (const wrong of [{ COUNCIL_NAME: 'council-registry' }, { AUTHORITY: unknown.certificate }]) {
        assert.equal((await outcomeOf(through(wrong))).code, 'UNAVAILABLE', JSON.stringify(wrong));
      }
    } finally {
      await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
    }
  });
});
