// What each process takes of memory and processors, idle and called as often as below, over TLS with the source's data; for the
// requests in deploy/kubernetes. resources.mjs FOLDER-OF-PROGRAMS [SECONDS]. Prints a table.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { grpc, protoLoader } from '../interop/packages.mjs';

const [folder, seconds = '60'] = process.argv.slice(2);
for (const name of ['council-registry', 'program-catalog', 'training-events', 'gateway']) {
  process.env[name.toUpperCase().replace('-', '_')] = `${folder}/${name}`;
}
const { startServers, tlsFiles, sourceDocument, catalogData, trainingData } = await import('../interop/servers.mjs');

// Calls a second: the gateway's summary, and the head and a list of each service.
const PER_SECOND = { gateway: 400, council: 50, catalog: 50, training: 50 };
const READS = {
  gateway: ['getNationwideSummary'], council: ['getHead', 'listPrefectures'], catalog: ['getHead', 'listPrograms'], training: ['getHead', 'listEvents'],
};
const WRITES_PER_SECOND = 10;

const definition = protoLoader.loadSync(
  ['summary', 'council', 'catalog', 'training'].map((name) => `zaitaku/${name}/v1/${name}_service.proto`),
  { includeDirs: [fileURLToPath(new URL('../../protos', import.meta.url))], longs: String, enums: String });
const { summary, council, catalog, training } = grpc.loadPackageDefinition(definition).zaitaku;
const services = {
  gateway: summary.v1.SummaryService, council: council.v1.CouncilService, catalog: catalog.v1.CatalogService, training: training.v1.TrainingService,
};
const servers = await startServers();
const credentials = grpc.credentials.createSsl(...[tlsFiles.ca, tlsFiles.key, tlsFiles.cert].map((file) => readFileSync(file)));
const clients = Object.fromEntries(Object.entries(services).map(([name, Service]) => [name, new Service(servers[name], credentials)]));
const call = (name, method, request = {}) => new Promise((resolve, reject) => {
  clients[name][method](request, { deadline: Date.now() + 60_000 }, (error, answer) => (error ? reject(error) : resolve(answer)));
});

// The servers are children of this process; what the kernel calls them has fifteen characters.
const PROGRAMS = { gateway: 'gateway', council: 'council-registry', catalog: 'program-catalog', training: 'training-events' };
const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
const pidOf = (name) => children.find((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === PROGRAMS[name].slice(0, 15));

function used(name) {
  const pid = pidOf(name);
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  // utime and stime, in hundredths of a second: 14 and 15 of all fields, 12 and 13 after the name.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return { bytes: kibibytes * 1024, cpu: (Number(fields[11]) + Number(fields[12])) / 100 };
}

// Over a while in which `busy` goes on: thousandths of a processor, and the most memory seen.
async function measure(busy) {
  const names = Object.keys(PER_SECOND);
  const first = names.map(used);
  const began = performance.now();
  const most = first.map(({ bytes }) => bytes);
  const ended = busy(began + seconds * 1000);
  let last = first;
  while (performance.now() < began + seconds * 1000) {
    await sleep(1000);
    last = names.map(used);
    last.forEach(({ bytes }, index) => (most[index] = Math.max(most[index], bytes)));
  }
  const took = (performance.now() - began) / 1000;
  const calls = await ended;
  return Object.fromEntries(names.map((name, index) => [name, {
    mebibytes: Math.round(most[index] / 1_048_576), millicores: Math.round((1000 * (last[index].cpu - first[index].cpu)) / took),
    calls: calls === undefined ? 0 : Math.round(calls[name] / took),
  }]));
}

async function load(end) {
  const answered = Object.fromEntries(Object.keys(PER_SECOND).map((name) => [name, 0]));
  const pending = new Set();
  const ask = (name, method, request) => {
    const promise = call(name, method, request).then(() => ++answered[name]).finally(() => pending.delete(promise));
    pending.add(promise);
  };
  for (let tick = 0; performance.now() < end; ++tick) {
    for (const [name, rate] of Object.entries(PER_SECOND)) {
      for (let i = 0; i < rate / 50; ++i) ask(name, READS[name][(tick + i) % READS[name].length]);
    }
    if (tick % (50 / WRITES_PER_SECOND) === 0) ask('training', 'updateEvent', change(tick));
    await sleep(20);
  }
  await Promise.all(pending);
  return answered;
}

const change = (number) => ({
  allowMissing: true,
  event: {
    name: 'events/2026-12-load', title: { ja: `研修 ${number}`, en: `Training ${number}` }, kind: 'KIND_TRAINING', state: 'STATE_OPEN',
    schedule: { date: '2016-03-16' }, fields: ['TRAINING_FIELD_HOME_VISIT_NURSING'],
  },
});

try {
  await call('council', 'importSurvey', { content: sourceDocument });
  await call('council', 'publishSurvey', { name: 'surveys/2015-12' });
  await call('catalog', 'importEntries', { content: catalogData });
  await call('training', 'importEntries', { content: trainingData });
  await sleep(2000);
  const idle = await measure(async () => {});
  const busy = await measure(load);
  console.log('| process | calls/s | memory, idle | memory, most | processor, idle | processor, busy |\n|---|---|---|---|---|---|');
  for (const name of Object.keys(PER_SECOND)) {
    console.log(`| ${name} | ${busy[name].calls} | ${idle[name].mebibytes} MiB | ${busy[name].mebibytes} MiB | ${idle[name].millicores}m | ${busy[name].millicores}m |`);
  }
} finally {
  await servers.stop();
}
