// docker-compose.yml and deploy/Dockerfile compared with the programs and with each other; no engine is asked.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { yaml } from '../interop/packages.mjs';
import { metricsPortOf, optionsOf, portOf, servers } from './programs.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file) => yaml.parse(readFileSync(root + file, 'utf8'), { merge: true });
const compose = read('docker-compose.yml');
const tokens = read('deploy/tokens.yml');
const edge = execFileSync(`${root}deploy/edge/render`, { encoding: 'utf8' });

// The lines of each target of the Dockerfile, those of what it is made from before its own.
const stages = {};
for (const part of readFileSync(`${root}deploy/Dockerfile`, 'utf8').split(/^FROM /m).slice(1)) {
  const [, from, name] = /^(\S+) AS (\S+)\n/.exec(part);
  stages[name] = (stages[from] ?? '') + part;
}
const lastOf = (stage, pattern) => [...stages[stage].matchAll(pattern)].at(-1);

const running = ['gateway', 'council-registry', 'program-catalog', 'training-events', 'edge', 'redis'];
// The folders of the host that a service sees: { source, target }, without what the name of the whole is.
const secretsFolder = '${ZAITAKU_SECRETS:-./var/secrets}/';
const foldersOf = (service) => (service.volumes ?? []).filter((one) => one.type === 'bind').map(({ source, target, read_only: readOnly }) => {
  assert.ok(source.startsWith(secretsFolder) && readOnly === true, source);
  return { source: source.slice(secretsFolder.length), target };
});
const environmentOf = (name) => compose.services[name].environment ?? {};

describe('docker-compose.yml', () => {
  test('has every process, the job that loads, and the backup apart', () => {
    assert.deepEqual(Object.keys(compose.services).sort(), [...running, 'load', 'backup'].sort());
    assert.deepEqual(compose.services.backup.profiles, ['maintenance']);
  });

  test('every process is without rights, bounded, started again and asked for its health', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      assert.equal(service.user, '10001:10001', name);
      assert.equal(service.read_only, true, name);
      assert.deepEqual(service.cap_drop, ['ALL'], name);
      assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name);
      assert.ok(service.pids_limit > 0 && service.logging.options['max-size'], name);
      if (!running.includes(name)) continue;
      assert.equal(service.restart, 'unless-stopped', name);
      assert.match(service.mem_limit, /^\d+m$/, name);
      assert.ok(service.cpus > 0, name);
      // By a program and not by a shell: the words are a list.
      assert.ok(lastOf(name, /^HEALTHCHECK .* CMD \[/gm), name);
    }
  });

  test('only the edge is reached from outside, and only the gateway reaches Redis', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      const networks = service.network_mode === 'none' ? [] : Object.keys(service.networks.length ? Object.fromEntries(service.networks.map((one) => [one])) : service.networks);
      assert.equal(Boolean(service.ports), name === 'edge', name);
      assert.equal(networks.includes('outside'), name === 'edge', name);
      assert.equal(networks.includes('cache'), ['gateway', 'redis'].includes(name), name);
    }
    assert.equal(compose.networks.inside.internal, true);
    assert.equal(compose.networks.cache.internal, true);
    assert.match(compose.services.edge.ports[0], /:8443$/);
  });

  for (const server of servers) {
    test(`${server} is told what it has options for, and listens and is asked where it does`, () => {
      const known = optionsOf(server).map((option) => option.variable);
      const own = stages[server].match(/ZAITAKU_\w+(?==)/g);
      for (const variable of [...Object.keys(environmentOf(server)), ...own]) {
        // The one that its probe takes, which is `zaitaku`.
        if (variable !== 'ZAITAKU_CA') assert.ok(known.includes(variable), variable);
      }
      const port = portOf(server);
      assert.equal(lastOf(server, /ZAITAKU_LISTEN=(\S+)/g)[1], `0.0.0.0:${port}`);
      assert.equal(lastOf(server, /ZAITAKU_METRICS_LISTEN=(\S+)/g)[1], `0.0.0.0:${metricsPortOf(server)}`);
      assert.equal(lastOf(server, /^EXPOSE (.*)$/gm)[1], `${port} ${metricsPortOf(server)}`);
      const [, words] = lastOf(server, /^HEALTHCHECK .* CMD (\[.*\])$/gm);
      assert.deepEqual(JSON.parse(words), ['zaitaku', 'server', 'health', '--address', `localhost:${port}`, '--timeout', '5s']);
      assert.deepEqual(JSON.parse(lastOf(server, /^ENTRYPOINT (\[.*\])$/gm)[1]), [server]);
      assert.match(stages[server], /^USER 10001:10001$/m);
      assert.equal(lastOf(server, /^USER (\S+)$/gm)[1], '10001:10001');
    });

    test(`${server} has certificates for its name, and settings for those who call through the edge`, () => {
      const { ZAITAKU_CALLER_CALLS: calls, ...environment } = environmentOf(server);
      assert.equal(environment.ZAITAKU_TLS_CERT, '/run/secrets/server.pem');
      assert.equal(environment.ZAITAKU_TRUST_DOMAIN, '${ZAITAKU_TRUST_DOMAIN:-zaitaku.example}');
      assert.ok(foldersOf(compose.services[server]).some((one) => one.source === server && one.target === '/run/secrets'));
      // The edge is one caller to them.
      assert.ok([...edge.matchAll(/ max_conns=(\d+);/g)].every((match) => match[1] === calls));
      assert.ok(!Object.keys(environment).some((name) => ['ZAITAKU_INSECURE', 'ZAITAKU_ANONYMOUS_ROLE'].includes(name)));
    });
  }

  test('deploy/tokens.yml has every server take tokens', () => {
    assert.deepEqual(Object.keys(tokens.services).sort(), [...servers].sort());
    for (const server of servers) {
      const { environment } = tokens.services[server];
      for (const name of Object.keys(environment)) assert.ok(optionsOf(server).some((option) => option.variable === name), name);
      assert.deepEqual(Object.keys(environment), ['ZAITAKU_TOKEN_KEYS', 'ZAITAKU_TOKEN_ISSUER', 'ZAITAKU_TOKEN_AUDIENCE']);
      assert.equal(environment.ZAITAKU_TOKEN_KEYS, '/run/authority/token-keys.json');
    }
  });

  test('Prometheus is told where the metrics are', () => {
    const folder = `${root}deploy/observability`;
    execFileSync('promtool', ['check', 'config', 'prometheus.yml'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const { scrape_configs: [{ job_name: job, static_configs: [{ targets }] }], alerting } = read('deploy/observability/prometheus.yml');
    assert.ok(alerting.alertmanagers.flatMap((one) => one.static_configs.flatMap((some) => some.targets)).length > 0, 'nobody is told of alerts');
    assert.deepEqual(targets, servers.map((server) => `${server}:${metricsPortOf(server)}`));
    assert.ok(readFileSync(`${folder}/alerts.yml`, 'utf8').includes(`up{job="${job}"} == 0`));
  });

  test('a store is in the volume', () => {
    for (const [name, volume] of [['council-registry', 'council'], ['program-catalog', 'catalog'], ['training-events', 'training']]) {
      assert.deepEqual(compose.services[name].volumes.filter((one) => typeof one === 'string'), [`${volume}:/var/lib/zaitaku`]);
      assert.equal(lastOf(name, /ZAITAKU_DATABASE=(\S+)/g)[1], `/var/lib/zaitaku/${volume}.db`);
      assert.ok(compose.services.backup.volumes.includes(`${volume}:/stores/${volume}`));
      assert.ok(volume in compose.volumes);
    }
  });

  test('addresses are those of the processes', () => {
    const ports = { ...Object.fromEntries(servers.map((server) => [server, portOf(server)])), redis: 6379 };
    const addresses = Object.keys(compose.services).flatMap((name) => Object.values(environmentOf(name)))
      .filter((value) => /^[a-z-]+:\d+$/.test(value));
    addresses.push(...[...edge.matchAll(/^ +server (\S+) /gm)].map((match) => match[1]));
    assert.equal(addresses.length, 4 + 4 + 4);
    for (const address of addresses) {
      const [host, port] = address.split(':');
      assert.equal(Number(port), ports[host], address);
    }
    const fixed = ['edge', ...servers].map((name) => compose.services[name].networks.inside.ipv4_address);
    assert.equal(new Set(fixed).size, 5);
  });

  // A folder, because a file that is mounted alone stays what it was when another one is renamed over it.
  test('who is told of a file is given its folder, and no folder is given in vain', () => {
    const given = new Set();
    for (const [name, service] of Object.entries(compose.services)) {
      assert.equal(service.secrets, undefined, name);
      const folders = foldersOf(service);
      const told = Object.values(environmentOf(name)).filter((value) => value.startsWith('/run/'));
      if (name === 'edge') told.push(...[...edge.matchAll(/ (\/run\/(?:secrets|authority)\/[^;]+);/g)].map((match) => match[1]));
      for (const path of told) {
        const folder = folders.find((one) => `${one.target}/` === path.slice(0, path.lastIndexOf('/') + 1));
        assert.ok(folder, `${name}: ${path}`);
        given.add(folder.source + path.slice(folder.target.length));
      }
      for (const { source, target } of folders) {
        assert.ok(told.some((path) => path.startsWith(`${target}/`)), `${name} is given ${source} in vain`);
        assert.ok(['authority', name].includes(source), `${name} is given ${source}, which is another's`);
      }
      // No value that is a secret itself: each is an address, a path, a number or a setting from outside.
      for (const value of Object.values(environmentOf(name))) {
        assert.match(value, /^(\/[\w./-]+|[a-z-]+:\d+|\d+|\$\{ZAITAKU_TRUST_DOMAIN:-zaitaku\.example\})$/, name);
      }
    }
    assert.equal(compose.secrets, undefined);
    // deploy/secrets says that it makes each of them.
    const help = execFileSync(`${root}deploy/secrets`, ['--help'], { encoding: 'utf8' });
    for (const file of given) {
      const [, folder, base] = /^(.*)\/(.*)$/.exec(file);
      assert.ok(help.includes(folder) && help.includes(base), file);
    }
  });

  test('who needs another waits for its health, but the edge, which is to be there while others are away', () => {
    const waits = (name) => Object.entries(compose.services[name].depends_on).map(([other, { condition }]) => {
      assert.equal(condition, name === 'edge' ? 'service_started' : 'service_healthy');
      return other;
    }).sort();
    assert.deepEqual(waits('gateway'), ['redis']);
    assert.deepEqual(waits('edge'), [...servers].sort());
    assert.deepEqual(waits('load'), [...servers].sort());
  });

  test('the edge knows the addresses of all servers without asking, for it does not start while a name is unknown', () => {
    assert.deepEqual([...compose.services.edge.extra_hosts].sort(),
      servers.map((server) => `${server}:${compose.services[server].networks.inside.ipv4_address}`).sort());
  });

  test('who is stopped has the time that calls under way have', () => {
    const seconds = (text) => Number(/^(\d+)s$/.exec(text)[1]);
    const [, shutdown] = /^worker_shutdown_timeout (\w+);$/m.exec(edge);
    assert.ok(seconds(compose.services.edge.stop_grace_period) > seconds(shutdown));
    for (const server of servers) assert.ok(seconds(compose.services[server].stop_grace_period) > 10);
  });

  test('every image is a target of the one Dockerfile', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      if (name === 'backup') continue;
      assert.equal(service.build.dockerfile, 'deploy/Dockerfile');
      assert.ok(service.build.target in stages, service.build.target);
      assert.equal(service.image, `zaitaku/${service.build.target}:\${ZAITAKU_TAG:-latest}`);
    }
  });
});
