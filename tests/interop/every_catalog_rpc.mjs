// The walk through the catalogue's contract: each RPC once at least, and each error that a client can cause.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failsWith, fieldsOf } from './failures.mjs';
import { catalogData } from './servers.mjs';
import { changesAndDeletes, importsOnce, listInPages, walkService } from './service_walk.mjs';

const CATALOG = 'zaitaku.catalog.v1.CatalogService';
const COORDINATION = 'programs/home-care-coordination';
const FUND = 'fundingSources/regional-care-fund';
const DRAFT = 'budgetLines/2016-advanced-home-care-training';
const GUIDELINE = 'guidelines/regional-medical-vision-2015';

export function everyCatalogRpc(name, client, start) {
  walkService(`${name}, catalogue`, client, 'catalog', CATALOG, (catalog) => {
    test('a damaged file changes nothing and says where', async () => {
      const content = Buffer.from('{"program": {"name": "programs/a", "kind": "KIND_PROGRAM", "displayNames": {}}}\n');
      const request = { content: content.toString('base64') };
      await failsWith('INVALID_ARGUMENT', 'INVALID_FILE', () => catalog('ImportEntries', request));
      const { problems } = await catalog('ImportEntries', { ...request, validateOnly: true });
      assert.equal(problems[0].line, 1);
      assert.match(problems[0].expected, /displayNames/);
    });

    test('the data goes in, once', () => importsOnce(catalog, catalogData, 24, name));

    test('resources of every kind are read', async () => {
      const program = await catalog('GetProgram', { name: COORDINATION });
      assert.deepEqual(program.parts.map((part) => part.code), [...'アイウエオカキク']);
      assert.equal((await catalog('GetFundingSource', { name: FUND })).displayName.ja, '地域医療介護総合確保基金');
      assert.equal((await catalog('GetBudgetLine', { name: DRAFT })).amount.text, '16百万円');
      assert.equal((await catalog('GetGuideline', { name: GUIDELINE })).functions.length, 4);
      const names = (await listInPages(catalog, 'ListPrograms', 'programs')).map((one) => one.name);
      assert.equal(new Set(names).size, 14);
      assert.equal(names.length, 14);
      assert.equal((await catalog('ListFundingSources')).fundingSources.length, 4);
      assert.equal((await catalog('ListBudgetLines', { fiscalYear: 2015 })).budgetLines.length, 3);
      assert.equal((await catalog('ListGuidelines')).guidelines.length, 1);
    });

    test('the questions are answered', async () => {
      const { totals } = await catalog('GetBudgetTotals', { unit: 'MONEY_UNIT_HUNDRED_MILLION_YEN' });
      assert.deepEqual(totals.map((one) => [one.fiscalYear, one.stage, one.total.text]), [
        [2014, 'BUDGET_STAGE_GRANT', '206億円'],
        [2015, 'BUDGET_STAGE_BUDGET', '0.11億円'],
        [2016, 'BUDGET_STAGE_DRAFT', '0.16億円'],
      ]);
      const eligible = await catalog('FindEligiblePrograms',
        { kind: 'GOVERNMENT_KIND_MUNICIPALITY', field: 'CARE_FIELD_COORDINATION', fiscalYear: 2016 });
      assert.deepEqual(eligible.programs.map((one) => one.program.name), [COORDINATION]);
      const { cells } = await catalog('GetProgramMatrix', { fiscalYear: 2016 });
      assert.ok(cells.some((cell) => cell.entries.some((entry) => entry.program === COORDINATION)));
      const { results } = await catalog('SearchCatalog', { query: '在宅医療 育成' });
      assert.equal(results[0].name, 'programs/advanced-home-care-training');
    });

    test('resources of every kind are changed and deleted', async () => {
      const kinds = [
        ['Program', 'program', 'programs/trial', { kind: 'KIND_PROGRAM', displayName: { ja: '試行事業' } }],
        ['FundingSource', 'fundingSource', 'fundingSources/trial', { kind: 'KIND_SUBSIDY', displayName: { ja: '試行補助金' } }],
        ['BudgetLine', 'budgetLine', 'budgetLines/trial', {
          program: COORDINATION, fiscalYear: 2016, stage: 'BUDGET_STAGE_REQUEST', amount: { yen: '3000000' },
        }],
        ['Guideline', 'guideline', 'guidelines/trial', { displayName: { ja: '試行の手引' } }],
      ];
      for (const kind of kinds) await changesAndDeletes(catalog, kind);
      await failsWith('FAILED_PRECONDITION', 'RESOURCE_IN_USE', () => catalog('DeleteProgram', { name: COORDINATION }));
    });

    test('several changes are one', async () => {
      const line = { program: 'programs/together', fiscalYear: 2017, stage: 'BUDGET_STAGE_DRAFT', amount: { yen: '1' } };
      const request = {
        changes: [
          { entry: { budgetLine: { name: 'budgetLines/together', ...line } }, allowMissing: true },
          { entry: { program: { name: 'programs/together', kind: 'KIND_PROGRAM', displayName: { ja: '合同' } } }, allowMissing: true },
        ],
        validateOnly: true,
      };
      assert.equal((await catalog('BatchUpdateEntries', request)).entries.length, 2);
      request.changes.pop();
      const details = await failsWith('INVALID_ARGUMENT', 'INVALID_FIELD', () => catalog('BatchUpdateEntries', request));
      assert.deepEqual(fieldsOf(details), ['changes[0].entry.budget_line.program']);
    });

    test('an inferred fact is confirmed, with a reason', async () => {
      const review = { name: COORDINATION, fact: 'fields', verdict: 'VERDICT_CONFIRMED', reason: '所管課に確認済み' };
      const { entry } = await catalog('ReviewFact', review);
      assert.equal(entry.program.reviews[0].verdict, 'VERDICT_CONFIRMED');
      assert.equal((await catalog('ReviewFact', review)).unchanged, true);
      await failsWith('FAILED_PRECONDITION', 'FACT_NOT_INFERRED', () => catalog('ReviewFact', { ...review, fact: 'kind' }));
    });

    test('the history is listed and found by time', async () => {
      const { revisions } = await catalog('ListRevisions', { resource: COORDINATION });
      assert.deepEqual(revisions.map((one) => one.method.split('.').at(-1)), ['ReviewFact', 'ImportEntries']);
      const { revision } = await catalog('FindRevision', { time: revisions[0].createTime });
      assert.equal(revision, revisions[0].revision);
    });

    test('a malformed request names its field', async () => {
      const calls = [
        ['name', () => catalog('GetProgram', { name: COORDINATION.replace('programs', 'program') })],
        ['fiscal_year', () => catalog('GetProgramMatrix')],
        ['kind', () => catalog('FindEligiblePrograms', { fiscalYear: 2016 })],
        ['query', () => catalog('SearchCatalog', { query: '　' })],
        ['program.name', () => catalog('UpdateProgram', { program: { name: 'programs/Big' } })],
      ];
      for (const [field, call] of calls) {
        assert.deepEqual(fieldsOf(await failsWith('INVALID_ARGUMENT', 'INVALID_FIELD', call)), [field]);
      }
    });

    test('what a nationwide summary takes is what the totals say', async () => {
      const { totals, revision } = await catalog('GetNationalTotals');
      assert.deepEqual(totals.budgets, (await catalog('GetBudgetTotals', { revision })).totals);
    });
  }, start);
}
