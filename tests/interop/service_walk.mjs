// What the walks through the contracts of the services on a ledger share.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { failsWith } from './failures.mjs';
import { startServers } from './servers.mjs';

export const HEALTH = 'grpc.health.v1.Health';
export const REFLECTION = 'grpc.reflection.v1alpha.ServerReflection';

// A walk: `tests` gets a function that calls a method of `service`, which the server `key` of startServers serves. Before
// it the server is asked what it serves; after it, each RPC must have been called, and the history be whole.
export function walkService(title, client, key, service, tests, start = startServers) {
  describe(title, { timeout: 120_000 }, () => {
    let servers;
    const called = new Set();
    const call = (method, request = {}) => {
      called.add(method);
      return client.call(servers[key], service, method, request);
    };

    before(async () => (servers = await start()));
    after(async () => {
      client.close();
      await servers?.stop();
    });

    test('the server says what it serves, and that it does', async () => {
      assert.deepEqual((await client.listServices(servers[key])).sort(), [HEALTH, REFLECTION, service].sort());
      for (const asked of ['', service]) {
        assert.equal((await client.call(servers[key], HEALTH, 'Check', { service: asked })).status, 'SERVING');
      }
    });

    tests(call);

    test('the history is watched and whole', async () => {
      const { revisions } = await call('ListRevisions', { pageSize: 2 });
      called.add('WatchRevisions');
      const request = { after: revisions[1].revision };
      const watched = await client.firstOf(servers[key], service, 'WatchRevisions', request, (message) => message.record);
      assert.equal(watched.record.revision, revisions[0].revision);
      const audit = await call('VerifyAudit');
      assert.equal(audit.whole, true);
      assert.equal(audit.head, (await call('GetHead')).revision);
      assert.equal((await call('CheckTotals')).correct, true);
    });

    test('what a nationwide summary takes is read and pushed', async () => {
      const { totals, revision } = await call('GetNationalTotals');
      assert.equal((await call('GetNationalTotals', { known: revision })).totals ?? null, null);
      called.add('WatchTotals');
      const pushed = await client.firstOf(servers[key], service, 'WatchTotals', {}, (message) => message.totals);
      assert.deepEqual(pushed.totals, totals);
    });

    test('no RPC was left out', async () => {
      assert.deepEqual([...called].sort(), (await client.listMethods(servers[key], service)).sort());
    });
  });
}

// Imports a file as JSON lines that hold so many resources, and again.
export async function importsOnce(call, content, count, name) {
  const request = { content: content.toString('base64'), requestId: `${name}-import` };
  const first = await call('ImportEntries', request);
  assert.equal(first.created.length, count);
  assert.equal((await call('ImportEntries', request)).revision, first.revision);
  const again = await call('ImportEntries', { ...request, requestId: `${name}-import-again` });
  assert.equal(again.unchanged, true);
  assert.equal(again.unchangedEntries, count);
  assert.equal(again.revision, (await call('GetHead')).revision);
}

// Files, reads, changes and deletes a resource of a kind, such as ['Program', 'program', NAME, {…}].
export async function changesAndDeletes(call, [kind, field, resource, facts]) {
  const request = { [field]: { name: resource, ...facts }, allowMissing: true };
  const filed = (await call(`Update${kind}`, request))[field];
  assert.equal((await call(`Update${kind}`, request)).unchanged, true);
  const stale = { [field]: { name: resource, etag: 'another' }, updateMask: 'sources' };
  await failsWith('ABORTED', 'ETAG_MISMATCH', () => call(`Update${kind}`, stale));
  await call(`Delete${kind}`, { name: resource, etag: filed.etag, reason: 'a trial' });
  await failsWith('NOT_FOUND', 'RESOURCE_NOT_FOUND', () => call(`Get${kind}`, { name: resource }));
  await failsWith('NOT_FOUND', 'RESOURCE_NOT_FOUND', () => call(`Delete${kind}`, { name: resource }));
}

// All resources of a list, a few to a page.
export async function listInPages(call, method, field, request = {}) {
  const resources = [];
  for (let pageToken = ''; ;) {
    const page = await call(method, { ...request, pageSize: 2, pageToken });
    resources.push(...(page[field] ?? []));
    pageToken = page.nextPageToken ?? '';
    if (pageToken === '') return resources;
  }
}
