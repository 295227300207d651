// Foreign clients with a certificate or a token, and without, over TLS. The token is signed by Node.js.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BufCurlClient } from './buf_curl_client.mjs';
import { failsWith } from './failures.mjs';
import { GrpcJsClient } from './grpc_js_client.mjs';
import { built, Server, sourceDocument } from './servers.mjs';
import { issuer } from './token_issuer.mjs';

const COUNCIL = 'zaitaku.council.v1.CouncilService';
const devCerts = fileURLToPath(new URL('../../scripts/dev-certs', import.meta.url));

const issuers = [
  issuer('rsa', 'RS256', 'rsa', { modulusLength: 2048 }),
  issuer('ec', 'ES256', 'ec', { namedCurve: 'P-256' }),
  issuer('ed', 'EdDSA', 'ed25519'),
];

test('dev-certs makes a certificate anew when it is to bear other names', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zaitaku-certs-'));
  try {
    const made = (names) => {
      execFileSync(devCerts, ['--server', names, folder], { stdio: 'ignore' });
      return new X509Certificate(readFileSync(join(folder, 'server-gateway.pem')));
    };
    const first = made('gateway,old.example');
    assert.equal(made('gateway,old.example').serialNumber, first.serialNumber);
    const next = made('gateway,new.example');
    assert.equal(next.subjectAltName, 'DNS:gateway, DNS:new.example, DNS:localhost');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

for (const [name, Client] of [['grpc-js', GrpcJsClient], ['buf-curl', BufCurlClient]]) {
  describe(`${name}, identity`, () => {
    let folder, server, address;
    const clients = [];
    const certificate = (who) => ({ cert: join(folder, `${who}.pem`), key: join(folder, `${who}.key`) });
    const by = (identity) => {
      const client = new Client({ ca: join(folder, 'ca.pem'), ...identity });
      clients.push(client);
      return (method, request = {}) => client.call(address, COUNCIL, method, request);
    };
    const correct = (call, prefecture) => call('UpdateCouncilReport', {
      councilReport: { name: `surveys/2015-12/reports/home-medical-care-${prefecture}`, establishment: 'PRESENCE_ABSENT' },
      reason: 'foreign clients',
    });

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'zaitaku-identity-'));
      execFileSync(devCerts, [folder], { stdio: 'ignore' });
      const keys = join(folder, 'keys.json');
      await writeFile(keys, JSON.stringify({ keys: issuers.map(({ jwk }) => jwk) }));
      server = await Server.start(folder, 'council-registry', built('COUNCIL_REGISTRY'), [
        '--listen', '127.0.0.1:0', '--database', join(folder, 'council.db'), '--tls-cert', join(folder, 'server.pem'),
        '--tls-key', join(folder, 'server.key'), '--tls-client-ca', join(folder, 'ca.pem'), '--token-keys', keys,
        '--token-issuer', 'https://id.example', '--token-audience', 'zaitaku',
      ]);
      address = `127.0.0.1:${(await server.logged(/listening on 127\.0\.0\.1:(\d+)/))[1]}`;
      await by(certificate('ministry'))('ImportSurvey', { content: sourceDocument.toString('base64') });
      await failsWith('NOT_FOUND', 'RESOURCE_NOT_FOUND', () => by({})('GetSurvey', { name: 'surveys/2015-12' }));
      await by(certificate('ministry'))('PublishSurvey', { name: 'surveys/2015-12' });
    });
    after(async () => {
      for (const client of clients) client.close();
      await server?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    test('without proof, public data is read and nothing is written', async () => {
      const anonymous = by({});
      assert.equal((await anonymous('GetSurvey', { name: 'surveys/2015-12' })).name, 'surveys/2015-12');
      await failsWith('UNAUTHENTICATED', 'UNAUTHENTICATED', () => correct(anonymous, '13'));
      await failsWith('UNAUTHENTICATED', 'UNAUTHENTICATED', () => anonymous('ListRevisions'));
    });

    test('by certificate, a prefecture writes its own rows', async () => {
      const tokyo = by(certificate('prefecture-13'));
      assert.equal((await correct(tokyo, '13')).councilReport.establishment, 'PRESENCE_ABSENT');
      const { ErrorInfo } = await failsWith('PERMISSION_DENIED', 'PERMISSION_DENIED', () => correct(tokyo, '27'));
      assert.equal(ErrorInfo.metadata.identity, 'prefecture/13 (by certificate)');
      // Less what the service itself notes of refused writes.
      const revisions = (await tokyo('ListRevisions')).revisions.filter(({ caller }) => caller !== 'zaitaku');
      assert.match(revisions[0].caller, /^prefecture\/13 spiffe:\/\/zaitaku\.example\/prefecture\/13 certificate=/);
    });

    for (const [i, one] of issuers.entries()) {
      test(`by a token signed with ${one.jwk.kty}, too`, async () => {
        const prefecture = String(40 + i);
        const officer = by({ token: one.token(`prefecture/${prefecture}`) });
        await correct(officer, prefecture);
        await failsWith('PERMISSION_DENIED', 'PERMISSION_DENIED', () => correct(officer, '13'));
        await failsWith('UNAUTHENTICATED', 'UNAUTHENTICATED', () => correct(by({ token: one.token('ministry', -60) }), '13'));
      });
    }

    test('a bad token is not passed over for a good certificate', async () => {
      const both = by({ ...certificate('ministry'), token: issuers[1].token('ministry', -60) });
      await failsWith('UNAUTHENTICATED', 'UNAUTHENTICATED', () => both('GetSurvey', { name: 'surveys/2015-12' }));
    });
  });
}
