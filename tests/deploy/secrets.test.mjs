// scripts/dev-certs and deploy/secrets run again on folders that somebody has put certificates of their own into.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { yaml } from '../interop/packages.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'zaitaku-secrets-'));
after(() => rmSync(work, { recursive: true }));

const run = (script, ...words) => spawnSync(root + script, words, { encoding: 'utf8' });
const succeeds = (...words) => {
  const { status, stderr } = run(...words);
  assert.equal(status, 0, stderr);
};
const openssl = (...words) => execFileSync('openssl', words, { stdio: ['ignore', 'pipe', 'pipe'] });
const certificate = (path) => new X509Certificate(readFileSync(path));

// What is in a folder, by name: the digest of each file.
function contentOf(folder) {
  const files = readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isDirectory()
    ? Object.entries(contentOf(join(folder, one.name))).map(([name, digest]) => [join(one.name, name), digest])
    : [[one.name, createHash('sha256').update(readFileSync(join(folder, one.name))).digest('hex')]]));
  return Object.fromEntries(files.sort());
}

// An authority that is none of ours, and a server's certificate that it signed.
const theirs = { authority: join(work, 'authority.pem'), certificate: join(work, 'server.pem'), key: join(work, 'server.key') };
openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=Example Authority',
  '-keyout', join(work, 'authority.key'), '-out', theirs.authority);
openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=edge', '-keyout', theirs.key, '-out', join(work, 'server.csr'));
openssl('x509', '-req', '-in', join(work, 'server.csr'), '-CA', theirs.authority, '-CAkey', join(work, 'authority.key'), '-CAcreateserial',
  '-days', '2', '-out', theirs.certificate);

const kinds = [{
  script: 'scripts/dev-certs', authority: 'ca.pem', pair: 'server', more: ['--server', 'gateway'], made: 'server-gateway.pem',
}];
// The files become those of the images' user, which only root can do.
if (process.getuid() === 0) {
  kinds.push({ script: 'deploy/secrets', authority: 'authority/ca.pem', pair: 'edge/server', more: ['--name', 'zaitaku.example.go.jp'], made: 'edge/server.pem' });
}

for (const { script, authority, pair, more, made } of kinds) {
  describe(script, () => {
    const begun = (name) => {
      const folder = join(work, script.replace('/', '-'), name);
      succeeds(script, folder);
      return folder;
    };

    test('keeps what is there and is good', () => {
      const folder = begun('again');
      const before = contentOf(folder);
      assert.ok(certificate(join(folder, `${pair}.pem`)).verify(certificate(join(folder, authority)).publicKey));
      succeeds(script, folder);
      assert.deepEqual(contentOf(folder), before);
    });

    test('makes what is missing', () => {
      const folder = begun('missing');
      const before = contentOf(folder);
      rmSync(join(folder, `${pair}.pem`));
      succeeds(script, folder);
      const now = contentOf(folder);
      assert.deepEqual(Object.keys(now), Object.keys(before));
      assert.deepEqual(Object.keys(now).filter((name) => now[name] !== before[name]), [`${pair}.key`, `${pair}.pem`]);
    });

    test('refuses a folder whose authority is another one, and changes nothing', () => {
      for (const change of [(folder) => rmSync(join(folder, 'ca.key')), (folder) => cpSync(theirs.authority, join(folder, authority))]) {
        const folder = begun('foreign');
        change(folder);
        const before = contentOf(folder);
        const { status, stderr } = run(script, folder, ...more);
        assert.equal(status, 1);
        assert.match(stderr, /ca\.pem is an authority's whose key is not in .*ca\.key: nothing was made or changed/);
        assert.deepEqual(contentOf(folder), before);
        rmSync(folder, { recursive: true });
      }
    });

    test('keeps what another authority signed, and makes the rest', () => {
      const folder = begun('signed');
      cpSync(theirs.certificate, join(folder, `${pair}.pem`));
      cpSync(theirs.key, join(folder, `${pair}.key`));
      const before = contentOf(folder);
      rmSync(join(folder, made), { force: made !== `${pair}.pem` });
      if (made === `${pair}.pem`) cpSync(theirs.certificate, join(folder, made));
      const { status, stderr } = run(script, folder, ...more);
      assert.equal(status, 0, stderr);
      assert.match(stderr, new RegExp(`kept ${pair}\\.pem, which another authority signed`));
      const now = contentOf(folder);
      for (const name of Object.keys(before)) assert.equal(now[name], before[name], name);
      assert.ok(existsSync(join(folder, made)));
    });
  });
}

describe('deploy/secrets', { skip: process.getuid() === 0 ? false : 'only root can give files to the user of the images' }, () => {
  test('makes every file that docker-compose.yml tells a process of, for the user of the images alone', () => {
    const folder = join(work, 'new', 'var', 'secrets');
    succeeds('deploy/secrets', folder);
    // What it had to make above it is as other folders of the caller's are.
    assert.equal(statSync(join(work, 'new', 'var')).mode & 0o777, 0o777 & ~process.umask());
    const compose = yaml.parse(readFileSync(`${root}docker-compose.yml`, 'utf8'), { merge: true });
    let told = 0;
    for (const [name, { environment = {} }] of Object.entries(compose.services)) {
      for (const path of Object.values(environment).filter((value) => value.startsWith('/run/'))) {
        told += 1;
        const file = join(folder, path.replace('/run/authority/', 'authority/').replace('/run/secrets/', `${name}/`));
        assert.equal(statSync(file).uid, 10001, file);
        assert.equal(statSync(file).mode & 0o077, path.startsWith('/run/authority/') ? 0o044 : 0, file);
      }
    }
    assert.ok(told > 20);
    assert.equal(statSync(join(folder, 'ca.key')).uid, 0);
  });

  test('refuses a folder of the time before each process had its own', () => {
    const folder = join(work, 'flat');
    succeeds('scripts/dev-certs', '--server', 'edge', folder);
    const before = contentOf(folder);
    const { status, stderr } = run('deploy/secrets', folder);
    assert.equal(status, 1);
    assert.match(stderr, /is laid out as it was before/);
    assert.deepEqual(contentOf(folder), before);
  });
});
