// HTTP/2 by hand, as no honest client writes it: raw frames over TLS, or over plain TCP where there is no edge.
import net from 'node:net';
import tls from 'node:tls';

export const DATA = 0, HEADERS = 1, RST_STREAM = 3, SETTINGS = 4, CONTINUATION = 9;
export const END_STREAM = 1, END_HEADERS = 4;
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const CANCEL = Buffer.from([0, 0, 0, 8]);

export function frame(type, flags, stream, payload = Buffer.alloc(0)) {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

// A length or index in the low bits of a byte and those after it (RFC 7541, 5.1).
function integer(value, bits, mark) {
  const most = (1 << bits) - 1;
  if (value < most) return Buffer.from([mark | value]);
  const bytes = [mark | most];
  for (value -= most; value >= 128; value = Math.floor(value / 128)) bytes.push(128 | (value % 128));
  return Buffer.from([...bytes, value]);
}
const string = (text) => Buffer.concat([integer(text.length, 7, 0), Buffer.from(text)]);
// A header that no table remembers.
export const header = (name, value) => Buffer.concat([Buffer.from([0]), string(name), string(value)]);

// The headers of a gRPC call of `path`.
export const callHeaders = (path, scheme = 'https') => Buffer.concat([
  header(':method', 'POST'), header(':scheme', scheme), header(':path', path), header(':authority', 'localhost'),
  header('te', 'trailers'), header('content-type', 'application/grpc'),
]);

// A whole call with a message, from its headers to the end of its only direction that is ours.
export function call(path, stream, message = Buffer.alloc(0), scheme) {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  const body = Buffer.concat([prefix, message]);
  const frames = [frame(HEADERS, END_HEADERS, stream, callHeaders(path, scheme))];
  for (let at = 0; at < body.length; at += 16_384) {
    const last = at + 16_384 >= body.length;
    frames.push(frame(DATA, last ? END_STREAM : 0, stream, body.subarray(at, at + 16_384)));
  }
  return Buffer.concat(frames);
}

export const reset = (stream) => frame(RST_STREAM, 0, stream, CANCEL);

// A setting of 16 + 32 bits, such as [4, 0]: an initial window of nothing.
export function settings(...pairs) {
  const payload = Buffer.alloc(pairs.length * 6);
  pairs.forEach(([name, value], i) => {
    payload.writeUInt16BE(name, i * 6);
    payload.writeUInt32BE(value, i * 6 + 2);
  });
  return frame(SETTINGS, 0, 0, payload);
}

// A connection to `target` {host, port, authority?, from?}. `closed` is set when it is over; its errors are of no interest.
export async function connect(target, { secure = Boolean(target.authority), reads = true } = {}) {
  const address = { host: target.host, port: target.port, localAddress: target.from };
  const socket = secure
    ? tls.connect({ ...address, ca: target.authority, servername: 'localhost', ALPNProtocols: ['h2'] })
    : net.connect(address);
  socket.on('error', () => {});
  socket.ended = new Promise((resolve) => socket.once('close', resolve));
  socket.ended.then(() => (socket.closed_ = true));
  if (reads) socket.on('data', (chunk) => (socket.received = (socket.received ?? 0) + chunk.length));
  await Promise.race([socket.ended, new Promise((resolve) => socket.once(secure ? 'secureConnect' : 'connect', resolve))]);
  return socket;
}

export const begin = (...pairs) => Buffer.concat([PREFACE, settings(...pairs)]);

// Writes and waits while the socket is full; false once the connection is over.
export async function send(socket, bytes) {
  if (socket.closed_ || socket.destroyed || !socket.writable) return false;
  if (!socket.write(bytes)) {
    await Promise.race([socket.ended, new Promise((resolve) => socket.once('drain', resolve))]);
  }
  return !socket.closed_;
}
