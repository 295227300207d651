// deploy/kubernetes is built by kubectl and compared with the programs; no cluster is asked.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { yaml } from '../interop/packages.mjs';
import { helpOf, metricsPortOf, optionsOf, portOf, servers } from './programs.mjs';

const folder = fileURLToPath(new URL('../../deploy/kubernetes/', import.meta.url));

function built(name) {
  const text = execFileSync('kubectl', ['kustomize', folder + name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return yaml.parseAllDocuments(text).map((document) => document.toJS());
}

const specOf = (workload) => workload.spec.template.spec;
const optionsIn = (container) => (container.args ?? []).filter((word) => word.startsWith('--')).map((word) => word.slice(2));
const valueOf = (container, option) => container.args[container.args.indexOf(`--${option}`) + 1];
const under = (path, mounts) => mounts.some((mount) => path.startsWith(`${mount.mountPath}/`));

for (const name of ['base', 'production']) {
  describe(`deploy/kubernetes/${name}`, () => {
    const production = name === 'production';
    const everything = production ? [...built(name), ...built('production/load')] : [...built(name), ...built('load'), ...built('backup')];
    const ofKind = (...kinds) => everything.filter((one) => kinds.includes(one.kind));
    const workloads = ofKind('Deployment', 'StatefulSet', 'Job');
    const workload = (app) => workloads.find((one) => one.metadata.name === app);
    const service = (called) => ofKind('Service').find((one) => one.metadata.name === called);

    test('has every process, in one namespace', () => {
      const expected = ['council-registry', 'edge', 'gateway', 'load', 'program-catalog', 'redis', 'training-events'];
      assert.deepEqual(workloads.map((one) => one.metadata.name).sort(), expected);
      for (const one of everything) {
        if (one.kind !== 'Namespace') assert.equal(one.metadata.namespace, 'zaitaku', `${one.kind} ${one.metadata.name}`);
      }
    });

    for (const server of servers) {
      test(`${server} is started with options that it has, on its port, and asked by its own probe`, () => {
        const [container] = specOf(workload(server)).containers;
        const known = optionsOf(server);
        for (const option of optionsIn(container)) assert.ok(known.some((one) => one.name === option), `--${option}`);
        // An option and its value take turns; none of these is a flag.
        assert.equal(container.args.length, 2 * optionsIn(container).length);
        assert.ok(!optionsIn(container).includes('insecure'));
        assert.equal(valueOf(container, 'listen'), `0.0.0.0:${portOf(server)}`);
        assert.equal(valueOf(container, 'metrics-listen'), `0.0.0.0:${metricsPortOf(server)}`);
        assert.deepEqual(container.ports, [
          { name: 'grpc', containerPort: portOf(server) }, { name: 'metrics', containerPort: metricsPortOf(server) },
        ]);
        assert.equal(workload(server).spec.template.metadata.annotations['prometheus.io/port'], String(metricsPortOf(server)));
        assert.equal(valueOf(container, 'trust-domain'), 'zaitaku.example');
        assert.equal(optionsIn(container).includes('token-keys'), production);
        assert.match(helpOf('zaitaku', 'server', 'health'), /--address[^]*--timeout/);
        const { startupProbe: starts, readinessProbe: ready, livenessProbe: lives } = container;
        assert.deepEqual(ready.exec.command, ['zaitaku', 'server', 'health', '--address', `localhost:${portOf(server)}`, '--timeout', '4s']);
        assert.ok(ready.timeoutSeconds > 4);
        // To kill a server that says NOT_SERVING mends nothing, nor does it to kill one that migrates its store.
        for (const probe of [starts, lives]) assert.deepEqual(probe.tcpSocket, { port: 'grpc' });
        const limit = starts.periodSeconds * starts.failureThreshold;
        assert.ok(limit >= (optionsIn(container).includes('database') ? 3600 : 60), `${limit} s to start`);
      });

      test(`${server} is given the files that it is told of`, () => {
        const spec = specOf(workload(server));
        const [container] = spec.containers;
        const files = container.args.filter((word) => word.startsWith('/'));
        assert.ok(files.length >= 4);
        for (const file of [...files, ...container.env.map((one) => one.value)]) assert.ok(under(file, container.volumeMounts), file);
        const volumes = [...spec.volumes, ...(workload(server).spec.volumeClaimTemplates ?? []).map((one) => one.metadata)];
        for (const mount of container.volumeMounts) assert.ok(volumes.some((volume) => volume.name === mount.name), mount.name);
        // Keys are refused that others than user and group can read.
        for (const volume of spec.volumes.filter((one) => one.secret)) assert.equal(volume.secret.defaultMode, 0o440, volume.name);
      });
    }

    test('a store has one process and a volume', () => {
      for (const one of workloads.filter((other) => optionsIn(specOf(other).containers[0]).includes('database'))) {
        assert.equal(one.kind, 'StatefulSet');
        assert.equal(one.spec.replicas, 1);
        assert.equal(service(one.spec.serviceName).spec.clusterIP, 'None');
        const mount = specOf(one).containers[0].volumeMounts.find((other) => other.name === one.spec.volumeClaimTemplates[0].metadata.name);
        assert.ok(valueOf(specOf(one).containers[0], 'database').startsWith(`${mount.mountPath}/`));
      }
      assert.equal(ofKind('StatefulSet').length, 3);
    });

    test('what there are several of may lose one at a time', () => {
      const several = workloads.filter((one) => one.spec.replicas > 1);
      assert.deepEqual(several.map((one) => one.metadata.name).sort(), ['edge', 'gateway']);
      for (const one of several) {
        const budget = ofKind('PodDisruptionBudget').find((other) => other.metadata.name === one.metadata.name);
        assert.equal(budget.spec.maxUnavailable, 1);
        assert.deepEqual(budget.spec.selector, one.spec.selector);
      }
    });

    test('of what there are several, one that is stopped serves until nobody is sent to it, and then ends its calls', () => {
      const [, atTheEdge] = /^worker_shutdown_timeout (\d+)s;$/m.exec(edgeConfiguration);
      for (const one of workloads.filter((other) => other.kind !== 'Job')) {
        const [container] = specOf(one).containers;
        const command = container.lifecycle?.preStop.exec.command ?? ['sleep', '0'];
        assert.equal(command[0], 'sleep');
        if (one.spec.replicas > 1) assert.ok(Number(command[1]) >= 5, one.metadata.name);
        const calls = one.metadata.name === 'edge' ? Number(atTheEdge) : 10;
        assert.ok((specOf(one).terminationGracePeriodSeconds ?? 30) > Number(command[1]) + calls, one.metadata.name);
      }
    });

    test('every store is copied at night, where it is', () => {
      const jobs = ofKind('CronJob');
      const stores = ofKind('StatefulSet');
      assert.equal(jobs.length, stores.length);
      for (const store of stores) {
        const app = store.metadata.name;
        const spec = jobs.find((one) => one.metadata.name === `backup-${app}`).spec.jobTemplate.spec.template.spec;
        const [nextTo] = spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution;
        assert.deepEqual(nextTo, { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app } } });
        const [container] = spec.containers;
        assert.deepEqual([...container.command, ...container.args], ['/usr/share/zaitaku/scripts/backup', 'save']);
        const { ZAITAKU_STORES: from, ZAITAKU_BACKUPS: to } = Object.fromEntries(container.env.map((one) => [one.name, one.value]));
        const claimAt = (path) => {
          const mount = container.volumeMounts.find((one) => one.mountPath === path);
          return spec.volumes.find((one) => one.name === mount?.name)?.persistentVolumeClaim.claimName;
        };
        assert.equal(claimAt(`${from}/${app}`), `${store.spec.volumeClaimTemplates[0].metadata.name}-${app}-0`);
        assert.ok(ofKind('PersistentVolumeClaim').some((one) => one.metadata.name === claimAt(to)), claimAt(to));
      }
    });

    test('every process is without rights and bounded', () => {
      const specs = [...workloads.map(specOf), ...ofKind('CronJob').map((one) => one.spec.jobTemplate.spec.template.spec)];
      for (const spec of specs) {
        assert.equal(spec.automountServiceAccountToken, false);
        assert.equal(spec.securityContext.runAsNonRoot, true);
        assert.equal(spec.securityContext.seccompProfile.type, 'RuntimeDefault');
        for (const { securityContext, resources, image } of spec.containers) {
          assert.deepEqual(securityContext, {
            allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] },
          });
          assert.ok(resources.requests.cpu && resources.requests.memory && resources.limits.memory);
          // A name without a registry is looked for in a public one, which would be given the pod's secrets.
          assert.match(image, production ? /^registry\.example\/zaitaku\/[a-z-]+:0\.1\.0$/ : /^zaitaku\/[a-z-]+$/);
        }
      }
    });

    test('services and selectors find what they are for', () => {
      for (const one of ofKind('Service')) {
        const [container] = specOf(workload(one.spec.selector.app)).containers;
        for (const port of one.spec.ports) {
          const target = container.ports.find((other) => other.name === port.targetPort);
          assert.ok(target, `${one.metadata.name}: ${port.targetPort}`);
          if (one.metadata.name !== 'edge') assert.equal(port.port, target.containerPort);
        }
      }
      for (const one of ofKind('Deployment', 'StatefulSet')) {
        assert.deepEqual(one.spec.selector.matchLabels, one.spec.template.metadata.labels);
      }
    });

    // Who is told of which address, such as ['gateway', 'redis:6379'].
    const callsOf = (app) => {
      const [container] = specOf(workload(app)).containers;
      const words = [...(container.args ?? []), ...(container.env ?? []).map((one) => one.value)];
      const text = app === 'edge' ? edgeConfiguration : words.join('\n');
      return [...text.matchAll(/^(?:.*\bserver )?([a-z][a-z-]*):(\d+)\b/gm)].map((match) => [match[1], Number(match[2])])
        .filter(([host]) => host !== 'localhost');
    };
    const edgeConfiguration = ofKind('ConfigMap')[0].data['edge.conf'];

    test('whoever is told of an address may call it, and nobody else', () => {
      const policies = ofKind('NetworkPolicy');
      const policyOf = (app) => policies.find((one) => one.spec.podSelector.matchLabels?.app === app);
      const all = policies.find((one) => one.metadata.name === 'nothing');
      assert.deepEqual(all.spec, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
      const wanted = [];
      for (const app of ['gateway', 'edge', 'load']) {
        for (const [host, port] of callsOf(app)) {
          assert.ok(service(host)?.spec.ports.some((one) => one.port === port), `${app} calls ${host}:${port}`);
          wanted.push(`${app} ${service(host).spec.selector.app} ${port}`);
        }
      }
      assert.equal(wanted.length, 4 + 4 + 4);
      const egress = policies.flatMap((one) => (one.spec.egress ?? []).flatMap((rule) => (rule.to ?? []).map(
        (to) => `${one.spec.podSelector.matchLabels.app} ${to.podSelector.matchLabels.app} ${rule.ports[0].port}`)));
      const ingress = policies.flatMap((one) => (one.spec.ingress ?? []).flatMap((rule) => (rule.from ?? []).map((from) => {
        const who = from.podSelector?.matchLabels.app ?? from.namespaceSelector.matchLabels['kubernetes.io/metadata.name'];
        return `${who} ${one.spec.podSelector.matchLabels.app} ${rule.ports[0].port}`;
      })));
      assert.deepEqual(egress.sort(), wanted.sort());
      // Metrics are for those who watch, from a namespace of their own.
      const watched = servers.map((server) => `monitoring ${server} ${metricsPortOf(server)}`);
      assert.deepEqual(ingress.sort(), [...wanted, ...watched].sort());
      for (const one of workloads) assert.ok(policyOf(one.metadata.name), one.metadata.name);
    });

    test('the edge is made of the one template', () => {
      assert.equal(edgeConfiguration, execFileSync(`${folder}render-edge`, { encoding: 'utf8' }));
      const spec = specOf(workload('edge'));
      for (const [, file] of edgeConfiguration.matchAll(/(?:certificate|certificate_key) (\/[^;]+);/g)) {
        assert.ok(under(file, spec.containers[0].volumeMounts), file);
      }
    });
  });
}

test('it is said that no cluster has run it', () => {
  for (const name of ['base', 'production', 'production/load', 'load', 'backup']) {
    assert.match(readFileSync(`${folder}${name}/kustomization.yaml`, 'utf8'), /No cluster has run this yet/);
  }
});
