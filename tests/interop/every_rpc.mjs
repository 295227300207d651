// The walk through the whole contract that every client takes: each RPC once at least, and each error that a client can cause.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { failsWith, fieldsOf } from './failures.mjs';
import { sourceDocument, startServers } from './servers.mjs';
import { HEALTH, REFLECTION } from './service_walk.mjs';

const COUNCIL = 'zaitaku.council.v1.CouncilService';
const SUMMARY = 'zaitaku.summary.v1.SummaryService';
const SURVEY = 'surveys/2015-12';
const TOYAMA = `${SURVEY}/reports/home-medical-care-16`;

// The figures that the document prints, in order of the kinds of council.
const PRINTED = [[44, 41, 18, 137], [38, 38, 3, 17]];

const figuresOf = (totals) => totals.nation.kinds.map((kind) => [
  kind.established, kind.prefectureWide, kind.subPrefecturalPrefectures, kind.subPrefecturalCouncils,
]);

// `start` starts the servers that the walk goes to.
export function everyRpc(name, client, start = startServers) {
  describe(name, { timeout: 120_000 }, () => {
    let servers;
    const called = { [COUNCIL]: new Set(), [SUMMARY]: new Set() };
    const council = (method, request = {}) => {
      called[COUNCIL].add(method);
      return client.call(servers.council, COUNCIL, method, request);
    };
    const gateway = (method, request = {}) => {
      called[SUMMARY].add(method);
      return client.call(servers.gateway, SUMMARY, method, request);
    };
    // As new as can be, unless the request says otherwise.
    const summary = (request = {}) =>
      gateway('GetNationwideSummary', { freshness: { fullyConsistent: true }, ...request });

    const watch = (after) => {
      called[COUNCIL].add('WatchRevisions');
      return client.firstOf(servers.council, COUNCIL, 'WatchRevisions', { after }, (message) => message.record);
    };

    const watchTotals = (known) => {
      called[COUNCIL].add('WatchTotals');
      return client.firstOf(servers.council, COUNCIL, 'WatchTotals', { known }, (message) => message.totals);
    };

    before(async () => (servers = await start()));
    after(async () => {
      client.close();
      await servers?.stop();
    });

    test('reflection lists the services', async () => {
      assert.deepEqual((await client.listServices(servers.council)).sort(), [HEALTH, REFLECTION, COUNCIL].sort());
      assert.deepEqual((await client.listServices(servers.gateway)).sort(), [HEALTH, REFLECTION, SUMMARY].sort());
    });

    test('health answers', async () => {
      for (const [address, service] of [[servers.council, COUNCIL], [servers.gateway, SUMMARY]]) {
        for (const asked of ['', service]) {
          // The gateway serves once it has heard of every service.
          const until = Date.now() + 20_000;
          for (let status; status !== 'SERVING';) {
            ({ status } = await client.call(address, HEALTH, 'Check', { service: asked }));
            assert.ok(status === 'SERVING' || Date.now() < until, `${address} ${asked}: ${status}`);
          }
        }
      }
      assert.deepEqual((await client.listMethods(servers.council, HEALTH)).sort(), ['Check', 'Watch']);
    });

    test('nothing is published at first', async () => {
      assert.equal((await council('GetHead')).latestSurvey ?? '', '');
      await failsWith('NOT_FOUND', 'NO_PUBLISHED_SURVEY', () => council('GetTotals', { survey: 'surveys/latest' }));
      await failsWith('NOT_FOUND', 'NO_PUBLISHED_SURVEY', () => summary());
    });

    test('a damaged document changes nothing and says where', async () => {
      const damaged = Buffer.from(sourceDocument.toString('utf8').replace('20/21医療圏', '22/21医療圏'));
      const request = { content: damaged.toString('base64') };
      const { ErrorInfo, BadRequest } = await failsWith('INVALID_ARGUMENT', 'INVALID_FILE', () => council('ImportSurvey', request));
      assert.equal(ErrorInfo.metadata.problems, '1');
      assert.match(BadRequest.field_violations[0].description, /22\/21/);
      const { problems } = await council('ImportSurvey', { ...request, validateOnly: true });
      assert.equal(problems.length, 1);
      assert.equal(problems[0].line, 20);
      assert.deepEqual((await council('ListSurveys')).surveys ?? [], []);
    });

    test('the document goes in', async () => {
      const request = { content: sourceDocument.toString('base64'), requestId: `${name}-import` };
      const first = await council('ImportSurvey', request);
      assert.equal(first.survey.name, SURVEY);
      assert.equal(first.survey.state, 'STATE_OPEN');
      assert.equal(first.reportChanges.length, 94);
      assert.equal((await council('ImportSurvey', request)).revision, first.revision);
      const again = await council('ImportSurvey', { ...request, requestId: `${name}-import-again` });
      assert.equal(again.unchanged, true);
      assert.equal(again.revision, first.revision);
      await failsWith('INVALID_ARGUMENT', 'REQUEST_ID_REUSED',
        () => council('ImportSurvey', { ...request, reason: 'another request' }));
    });

    test('the survey is published', async () => {
      const { survey } = await council('PublishSurvey', { name: SURVEY });
      assert.equal(survey.state, 'STATE_PUBLISHED');
      assert.equal((await council('GetSurvey', { name: 'surveys/latest' })).name, SURVEY);
      assert.deepEqual((await council('ListSurveys')).surveys.map((one) => one.name), [SURVEY]);
      assert.equal((await council('GetHead')).latestSurvey, SURVEY);
    });

    test('prefectures and reports are read', async () => {
      const { prefectures } = await council('ListPrefectures');
      assert.equal(prefectures.length, 47);
      assert.equal(prefectures[12].displayName.ja, '東京都');
      const report = await council('GetCouncilReport', { name: TOYAMA });
      assert.deepEqual(report.coverages, [{ unit: 'AREA_UNIT_MEDICAL_AREA', covered: 4, total: 4 }]);
      const names = [];
      for (let pageToken = ''; ;) {
        const page = await council('ListCouncilReports', { parent: SURVEY, pageSize: 40, pageToken });
        names.push(...page.councilReports.map((one) => one.name));
        pageToken = page.nextPageToken ?? '';
        if (pageToken === '') break;
      }
      assert.equal(names.length, 94);
      assert.equal(new Set(names).size, 94);
    });

    test('the totals are those printed', async () => {
      const { totals } = await council('GetTotals', { survey: SURVEY });
      assert.deepEqual(figuresOf(totals), PRINTED);
      const { figures } = await council('ReconcileSurvey', { survey: SURVEY });
      assert.ok(figures.length >= 8);
      assert.ok(figures.every((figure) => figure.verdict === 'VERDICT_MATCHES'));
      const nation = (await summary()).summary;
      assert.equal(nation.survey, SURVEY);
      assert.deepEqual(figuresOf(nation.councils), PRINTED);
    });

    test('a summary is cited, explained and as new as asked for', async () => {
      const { totals, revision } = await council('GetNationalTotals', { survey: SURVEY });
      assert.deepEqual(figuresOf(totals.totals), PRINTED);
      assert.equal((await watchTotals('')).totals.revision, revision);
      const first = await summary({ freshness: { atLeast: { tokens: [`council=${revision}`] } } });
      const { citation } = first.summary;
      const cited = await summary({ freshness: { citation } });
      assert.deepEqual(cited.summary, first.summary);
      const resolved = await gateway('ResolveCitation', { citation });
      assert.equal(resolved.standing, 'STANDING_NEWEST');
      assert.deepEqual(resolved.summary, first.summary);
      const part = await summary({ readMask: 'budgets' });
      assert.deepEqual(part.summary.revisions.map(({ service }) => service), ['program-catalog']);
      const explained = await gateway('ExplainSummary', { request: { survey: SURVEY } });
      assert.ok(explained.key.includes(revision));
      assert.ok(explained.places.some((place) => place.outcome === 'OUTCOME_FOUND'));
      await failsWith('INVALID_ARGUMENT', 'INVALID_FIELD', () => gateway('ResolveCitation', { citation: `${citation}0` }));
      await failsWith('OUT_OF_RANGE', 'REVISION_NOT_REACHED',
        () => summary({ freshness: { atLeast: { tokens: [`council=1000-${revision.split('-')[1]}`] } } }));
    });

    test('figures have their rows, are compared and watched', async () => {
      const path = 'home-medical-care.sub-prefectural-councils';
      const { figure } = await gateway('GetFigure', { path });
      assert.deepEqual([Number(figure.value), Number(figure.printed), figure.verdict], [137, 137, 'VERDICT_MATCHES']);
      assert.equal(figure.rows.reduce((sum, row) => sum + Number(row.value), 0), 137);
      await failsWith('NOT_FOUND', 'RESOURCE_NOT_FOUND', () => gateway('GetFigure', { path: 'budgets.1999.budget' }));
      const { citation } = (await summary()).summary;
      const compared = await gateway('CompareSummaries', { before: { citation } });
      assert.deepEqual(compared.changes ?? [], []);
      assert.ok(compared.unchangedFigures > 50);
      called[SUMMARY].add('WatchNationwideSummary');
      const watched = await client.firstOf(servers.gateway, SUMMARY, 'WatchNationwideSummary', {}, (message) => message.summary);
      assert.deepEqual(figuresOf(watched.summary.councils), PRINTED);
    });

    test('a prefecture has a profile, and all are listed in pages', async () => {
      const { profile } = await gateway('GetPrefectureProfile', { name: 'prefectures/38/profile' });
      assert.equal(profile.prefecture.displayName.ja, '愛媛県');
      assert.deepEqual(profile.reports.map((one) => one.status), ['STATUS_REPORTED', 'STATUS_REPORTED']);
      assert.equal(profile.councils.combinations.neither, 1);
      const codes = [];
      for (let pageToken = ''; ;) {
        const page = await gateway('ListPrefectureProfiles', { region: 'REGION_SHIKOKU', pageSize: 3, pageToken });
        codes.push(...page.profiles.map((one) => one.prefecture.code));
        pageToken = page.nextPageToken ?? '';
        if (pageToken === '') break;
      }
      assert.deepEqual(codes, ['36', '37', '38', '39']);
    });

    test('a correction needs a reason, moves the totals and can be taken back', async () => {
      const report = await council('GetCouncilReport', { name: TOYAMA });
      const change = {
        councilReport: { name: TOYAMA, coverages: [{ unit: 'AREA_UNIT_MEDICAL_AREA', covered: 3, total: 4 }] },
        updateMask: 'coverages',
      };
      const { ErrorInfo } = await failsWith('FAILED_PRECONDITION', 'REASON_REQUIRED', () => council('UpdateCouncilReport', change));
      assert.equal(ErrorInfo.reason, 'REASON_REQUIRED');
      const corrected = await council('UpdateCouncilReport', { ...change, reason: 'a correction' });
      assert.deepEqual(corrected.totalsChanges.map((one) => one.after - one.before).filter((step) => step > 0), []);
      assert.deepEqual(figuresOf((await council('GetTotals', { survey: SURVEY })).totals)[0], [44, 41, 18, 136]);

      const stale = { ...change, councilReport: { ...change.councilReport, etag: report.etag }, reason: 'too late' };
      const details = await failsWith('ABORTED', 'ETAG_MISMATCH', () => council('UpdateCouncilReport', stale));
      assert.equal(details.ErrorInfo.metadata.resource, TOYAMA);

      change.councilReport.coverages[0].covered = 4;
      await council('UpdateCouncilReport', { ...change, reason: 'the correction was wrong' });
      assert.deepEqual(figuresOf((await council('GetTotals', { survey: SURVEY })).totals), PRINTED);
    });

    test('several corrections are one change', async () => {
      const one = (code, covered) => ({
        councilReport: { name: `${SURVEY}/reports/home-medical-care-${code}`, coverages: [{ unit: 'AREA_UNIT_MEDICAL_AREA', covered, total: 9 }] },
        updateMask: 'coverages',
      });
      const request = { parent: SURVEY, requests: [one('16', 4), one('18', 6)], reason: 'a trial', validateOnly: true };
      const { councilReports } = await council('BatchUpdateCouncilReports', request);
      assert.equal(councilReports.length, 2);
      assert.deepEqual(figuresOf((await council('GetTotals', { survey: SURVEY })).totals), PRINTED);
    });

    test('the history is listed, found by time, watched and whole', async () => {
      const { revisions } = await council('ListRevisions', { includeValues: true, resource: TOYAMA });
      assert.deepEqual(revisions.map((one) => one.reason ?? ''), ['the correction was wrong', 'a correction', '']);
      const { revision } = await council('FindRevision', { time: revisions[0].createTime });
      assert.equal(revision, revisions[0].revision);
      const watched = await watch(revisions[1].revision);
      assert.equal(watched.record?.revision, revisions[0].revision);
      const audit = await council('VerifyAudit');
      assert.equal(audit.whole, true);
      assert.equal(audit.head, (await council('GetHead')).revision);
      assert.equal((await council('CheckTotals')).correct, true);
    });

    test('what is not there is not found', async () => {
      const missing = 'surveys/1999-01';
      for (const call of [
        () => council('GetSurvey', { name: missing }),
        () => council('GetTotals', { survey: missing }),
        () => council('ReconcileSurvey', { survey: missing }),
        () => council('PublishSurvey', { name: missing }),
        () => council('ListCouncilReports', { parent: missing }),
        () => summary({ survey: missing }),
      ]) {
        const { ErrorInfo } = await failsWith('NOT_FOUND', 'RESOURCE_NOT_FOUND', call);
        assert.equal(ErrorInfo.metadata.resource, missing);
      }
      const report = `${missing}/reports/home-medical-care-16`;
      const { ErrorInfo } = await failsWith('NOT_FOUND', 'RESOURCE_NOT_FOUND', () => council('GetCouncilReport', { name: report }));
      assert.equal(ErrorInfo.metadata.resource, report);
    });

    test('a malformed request names its field', async () => {
      const calls = [
        ['name', () => council('GetSurvey', { name: 'survey 2015' })],
        ['name', () => council('GetCouncilReport', { name: `${SURVEY}/reports/home-medical-care-48` })],
        ['survey', () => council('GetTotals', {})],
        ['page_size', () => council('ListSurveys', { pageSize: -1 })],
        ['prefecture_codes[0]', () => council('ListCouncilReports', { parent: SURVEY, prefectureCodes: ['1'] })],
        ['council_report.coverages[0].covered', () => council('UpdateCouncilReport', {
          councilReport: { name: TOYAMA, coverages: [{ unit: 'AREA_UNIT_MEDICAL_AREA', covered: 5, total: 4 }] },
          updateMask: 'coverages',
          reason: 'nonsense',
        })],
        ['survey', () => summary({ survey: '2015' })],
        ['path', () => gateway('GetFigure', { path: 'nothing' })],
        ['before', () => gateway('CompareSummaries')],
        ['name', () => gateway('GetPrefectureProfile', { name: 'prefectures/1/profile' })],
        ['page_size', () => gateway('ListPrefectureProfiles', { pageSize: 48 })],
      ];
      for (const [field, call] of calls) {
        assert.deepEqual(fieldsOf(await failsWith('INVALID_ARGUMENT', 'INVALID_FIELD', call)), [field]);
      }
    });

    test('a token of another history, time or list is refused', async () => {
      const { revision } = await council('GetHead');
      const [number, digest] = revision.split('-');
      const other = digest.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
      await failsWith('FAILED_PRECONDITION', 'REVISION_FORKED',
        () => council('GetTotals', { survey: SURVEY, revision: `${number}-${other}` }));
      await failsWith('OUT_OF_RANGE', 'REVISION_NOT_REACHED',
        () => council('GetTotals', { survey: SURVEY, revision: `${Number(number) + 1000}-${digest}` }));
      await failsWith('INVALID_ARGUMENT', 'INVALID_PAGE_TOKEN',
        () => council('ListCouncilReports', { parent: SURVEY, pageToken: 'nobody-made-this' }));
    });

    test('no RPC was left out', async () => {
      assert.deepEqual([...called[COUNCIL]].sort(), (await client.listMethods(servers.council, COUNCIL)).sort());
      assert.deepEqual([...called[SUMMARY]].sort(), (await client.listMethods(servers.gateway, SUMMARY)).sort());
    });

    test('the gateway says which service it misses', async () => {
      await servers.stopCouncil();
      const { ErrorInfo } = await failsWith('UNAVAILABLE', 'BACKEND_UNAVAILABLE', () => summary({ survey: 'surveys/2001-01' }));
      assert.equal(ErrorInfo.metadata.service, 'council-registry');
    });
  });
}
