// The edge attacked on loopback, by a process from an address of its own: the gateway does not feel it, and nor does a bystander.
// The short form; or the full one, on a quiet machine, which takes minutes and ends with a verdict on how much longer a bystander waits:
//   P=$PWD/build/dev/bin
//   EDGE_ATTACKS=full EDGE_GROWTH_LIMIT_MIB=64 COUNCIL_REGISTRY=$P/council-registry PROGRAM_CATALOG=$P/program-catalog \
//     TRAINING_EVENTS=$P/training-events GATEWAY=$P/gateway node --test --test-reporter spec tests/edge/attacks.test.mjs
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Bystander } from './bystander.mjs';
import { EdgeClient } from './edge_client.mjs';

const full = process.env.EDGE_ATTACKS === 'full';
// A sanitizer's memory says nothing of the gateway's, so its build gives no limit.
const mostGrowthMib = Number(process.env.EDGE_GROWTH_LIMIT_MIB ?? NaN);
const RATE = 200;
const BURST = 200;
const quietMs = full ? 20_000 : 2000;
// How many times as long as on a quiet machine one of a hundred of a bystander's calls may take under attack. Only the full form
// judges by it: times of a machine that has other things to do say nothing.
const MOST_TIMES_QUIET = 5;

const attacks = [
  ['calls taken back at once', 'resets', full ? 100_000 : 20_000],
  ['headers that never end', 'continuations', full ? 200_000_000 : 20_000_000],
  ['connections that begin and do not go on', 'halfOpen', full ? 3000 : 200],
  ['messages that are too large', 'oversized', full ? 400 : 20],
  ['callers that do not read', 'slowReaders', full ? 200 : 20],
];

async function memoryMib(pid, field) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024;
}

// Runs attack.mjs to its end; what it says that it did.
async function attack(kind, size, edge) {
  const target = { host: '127.0.0.1', port: edge.port, authority: edge.authority, from: '127.0.0.2' };
  const program = fileURLToPath(new URL('attack.mjs', import.meta.url));
  const child = spawn(process.execPath, [program, kind, size, JSON.stringify(target)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more) => (text += more));
  const [status] = await once(child, 'close');
  assert.equal(status, 0, `the attack ${kind} ended with ${status}`);
  return JSON.parse(text);
}

describe('the edge under attack', { timeout: 900_000 }, () => {
  const client = new EdgeClient();
  let servers;
  let edge;
  let bystander;
  let quiet;
  let startMib;
  let throughBefore = 0;
  const timesQuiet = [];

  before(async () => {
    servers = await client.start({ RATE, BURST });
    edge = client.edge;
    bystander = new Bystander(client, servers);
    await bystander.loadSurvey();
    await bystander.callUntil(sleep(500));
    quiet = await bystander.callUntil(sleep(quietMs));
    startMib = await memoryMib(servers.gatewayPid, 'VmRSS');
  });
  after(async () => {
    client.close();
    await servers?.stop();
  });

  // How many of the attacker's calls the edge gave to the servers so far.
  const letThrough = async () => {
    await sleep(1500);  // The log is written once a second.
    const calls = (await edge.accessLog()).split('\n').filter((line) => line.includes('"from":"127.0.0.2"'));
    return calls.filter((line) => !line.includes('"server":""')).length;
  };

  for (const [what, kind, size] of attacks) {
    test(what, async (t) => {
      await writeFile(`/proc/${servers.gatewayPid}/clear_refs`, '5');  // The peak is counted from now on.
      const attacking = attack(kind, size, edge);
      const seen = await bystander.callUntil(attacking);
      const done = await attacking;
      const peakMib = await memoryMib(servers.gatewayPid, 'VmHWM');
      const all = await letThrough();
      const through = all - throughBefore;
      throughBefore = all;
      t.diagnostic(`${JSON.stringify(done)}; ${through} calls reached the gateway, whose memory grew by ` +
        `${(peakMib - startMib).toFixed(1)} MiB; the bystander: ${seen.calls} calls, ${seen.errors.length} errors, ` +
        `p99 ${(seen.p99 / quiet.p99).toFixed(1)} x quiet (${seen.p99.toFixed(1)} ms), p50 ${(seen.p50 / quiet.p50).toFixed(1)} x`);
      timesQuiet.push(seen.p99 / quiet.p99);
      assert.deepEqual(seen.errors, []);
      assert.ok(seen.calls > 0, 'the bystander was never answered');
      if (kind === 'halfOpen') assert.ok(done.held > 0);
      assert.ok(through <= BURST + RATE * (done.seconds + 1), `${through} calls reached the gateway`);
      if (!Number.isNaN(mostGrowthMib)) {
        assert.ok(peakMib - startMib <= mostGrowthMib, `the gateway's memory grew by ${peakMib - startMib} MiB`);
      }
    });
  }

  test('the edge and all behind it serve as before', async () => {
    const seen = await bystander.callUntil(sleep(1000));
    assert.deepEqual(seen.errors, []);
    assert.ok(seen.calls > 0);
  });

  test("a bystander's p99 under attack", { skip: full ? false : 'only the full form judges times' }, (t) => {
    const worst = Math.max(...timesQuiet);
    const passes = timesQuiet.length === attacks.length && worst <= MOST_TIMES_QUIET;
    t.diagnostic(`verdict: ${passes ? 'PASS' : 'FAIL'}: p99 is at most ${worst.toFixed(1)} x quiet, of ${MOST_TIMES_QUIET} x`);
    assert.ok(passes);
  });
});
