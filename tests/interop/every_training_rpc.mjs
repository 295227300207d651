// The walk through the training events' contract: each RPC once at least, and each error that a client can cause.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failsWith, fieldsOf } from './failures.mjs';
import { trainingData } from './servers.mjs';
import { changesAndDeletes, importsOnce, listInPages, walkService } from './service_walk.mjs';

const TRAINING = 'zaitaku.training.v1.TrainingService';
const JANUARY = 'events/2015-01-home-care-lecturer-training';
const FEBRUARY = 'events/2015-02-paediatric-lecturer-training';
const MARCH = 'events/2016-03-joint-meeting';
const NURSING = 'trainingPrograms/home-visit-nursing';
const TRIAL = 'events/trial';
const [TOKYO, OSAKA] = ['130001', '270008'];

const person = (name) => ({
  person: { fullName: `Officer ${name}`, email: `${name}@example.jp` }, role: 'PARTICIPANT_ROLE_COMMUNITY_MEDICAL_CARE',
});

export function everyTrainingRpc(name, client, start) {
  walkService(`${name}, training events`, client, 'training', TRAINING, (training) => {
    const apply = (localGovernmentCode, ...names) => training('ApplyForEvent',
      { event: TRIAL, localGovernmentCode, applicants: names.map(person) });
    const changeTrial = (updateMask, facts) => training('UpdateEvent', { event: { name: TRIAL, ...facts }, updateMask });
    const admitted = (answer) => answer.applications.map((one) => one.state === 'STATE_ADMITTED');

    test('a damaged file changes nothing and says where', async () => {
      const content = Buffer.from('{"event": {"name": "events/a", "kind": "KIND_TRAINING", "titles": {}}}\n');
      const request = { content: content.toString('base64') };
      await failsWith('INVALID_ARGUMENT', 'INVALID_FILE', () => training('ImportEntries', request));
      const { problems } = await training('ImportEntries', { ...request, validateOnly: true });
      assert.equal(problems[0].line, 1);
      assert.match(problems[0].expected, /titles/);
    });

    test('the data goes in, once', () => importsOnce(training, trainingData, 6, name));

    test('resources of every kind are read', async () => {
      const { blocks } = (await training('GetEvent', { name: FEBRUARY })).timetable;
      assert.equal(blocks.length, 4);
      assert.equal(blocks.flatMap((block) => block.items).length, 17);
      assert.equal((await training('GetEvent', { name: JANUARY })).timetable ?? null, null);
      assert.deepEqual((await listInPages(training, 'ListEvents', 'events')).map((one) => one.name),
        [JANUARY, FEBRUARY, MARCH]);
      assert.deepEqual((await training('ListEvents', { fiscalYear: 2015 })).events.map((one) => one.name), [MARCH]);
      assert.deepEqual((await training('GetTrainingProgram', { name: NURSING })).newInFiscalYears, [2016]);
      assert.equal((await training('ListTrainingPrograms')).trainingPrograms.length, 3);
    });

    test('the questions are answered', async () => {
      const { findings } = await training('CheckTimetable', { event: FEBRUARY });
      assert.deepEqual(findings.map((one) => [one.kind, one.startTime, one.endTime, one.minutes]), [
        ['KIND_GAP', '11:00', '11:10', 10], ['KIND_UNALLOCATED', '11:10', '14:20', 30],
      ]);
      await failsWith('FAILED_PRECONDITION', 'NO_TIMETABLE', () => training('CheckTimetable', { event: JANUARY }));
      const { fiscalYears } = await training('GetEventTotals', { fiscalYear: 2014 });
      assert.deepEqual(fiscalYears.map((one) => [one.events, Number(one.printedParticipants)]), [[2, 420]]);
      const { prefectures, allPrefectures } = await training('GetParticipation', { event: MARCH });
      assert.equal(prefectures.length, 47);
      assert.equal(allPrefectures, 47);
      const { flags } = await training('ListQualityFlags', { resource: FEBRUARY, code: 'DATED_BEFORE_PROGRAMME' });
      assert.deepEqual(flags.filter((one) => one.computed).map((one) => one.fact), ['schedule.date']);
      const { calendar, entries } = await training('ExportCalendar', { event: FEBRUARY, detail: 'DETAIL_TIMETABLE' });
      assert.match(calendar, /^BEGIN:VCALENDAR\r\n/);
      assert.equal(entries, 4);
    });

    test('resources of every kind are changed and deleted', async () => {
      const schedule = { date: '2016-10-01' };
      const kinds = [
        ['Event', 'event', TRIAL, { kind: 'KIND_TRAINING', state: 'STATE_OPEN', title: { ja: '試行研修' }, schedule }],
        ['TrainingProgram', 'trainingProgram', 'trainingPrograms/trial',
          { displayName: { ja: '試行' }, field: 'TRAINING_FIELD_HOME_VISIT_NURSING' }],
      ];
      for (const kind of kinds) await changesAndDeletes(training, kind);
      await failsWith('FAILED_PRECONDITION', 'RESOURCE_IN_USE',
        () => training('DeleteTrainingProgram', { name: 'trainingPrograms/elderly-home-care' }));
    });

    test('several changes are one', async () => {
      const change = (trainingProgram) => ({
        entry: {
          event: {
            name: TRIAL, kind: 'KIND_TRAINING', state: 'STATE_OPEN', title: { ja: '試行研修' }, trainingProgram,
            schedule: { date: '2016-10-01' }, audiences: ['AUDIENCE_PREFECTURES'], applicationRule: { perGovernment: 2 },
          },
        },
        allowMissing: true,
      });
      const details = await failsWith('INVALID_ARGUMENT', 'INVALID_FIELD',
        () => training('BatchUpdateEntries', { changes: [change('trainingPrograms/none')] }));
      assert.deepEqual(fieldsOf(details), ['changes[0].entry.event.training_program']);
      assert.equal((await training('BatchUpdateEntries', { changes: [change(NURSING)] })).entries[0].event.name, TRIAL);
    });

    test('an inferred fact is confirmed, with a reason', async () => {
      const review = { name: FEBRUARY, fact: 'timetable', verdict: 'VERDICT_CONFIRMED', reason: '所管課に確認済み' };
      const { entry } = await training('ReviewFact', review);
      assert.equal(entry.event.reviews[0].verdict, 'VERDICT_CONFIRMED');
      assert.equal((await training('ReviewFact', review)).unchanged, true);
      await failsWith('FAILED_PRECONDITION', 'FACT_NOT_INFERRED', () => training('ReviewFact', { ...review, fact: 'kind' }));
    });

    test('people are registered, and each refusal says which rule and how many places are left', async () => {
      const first = await apply(TOKYO, 'a');
      assert.deepEqual(admitted(first), [true]);
      assert.deepEqual([first.governmentPlaces.limit, first.governmentPlaces.left], [2, 1]);
      assert.equal((await apply(TOKYO, 'a')).unchanged, true);

      const quota = await failsWith('FAILED_PRECONDITION', 'QUOTA_EXCEEDED', () => apply(TOKYO, 'b', 'c'));
      assert.deepEqual(quota.ErrorInfo.metadata, { rule: 'per_government', limit: '2', left: '1' });
      await changeTrial('applicationRule', { applicationRule: { perGovernment: 2, capacity: 1 } });
      const capacity = await failsWith('FAILED_PRECONDITION', 'CAPACITY_EXCEEDED', () => apply(OSAKA, 'b'));
      assert.deepEqual(capacity.ErrorInfo.metadata, { rule: 'capacity', limit: '1', left: '0' });
      const city = await failsWith('FAILED_PRECONDITION', 'GOVERNMENT_NOT_ELIGIBLE', () => apply('011002', 'b'));
      assert.equal(city.ErrorInfo.metadata.local_government_code, '011002');
      await failsWith('FAILED_PRECONDITION', 'APPLICATIONS_NOT_OPEN', () => training('ApplyForEvent',
        { event: MARCH, localGovernmentCode: TOKYO, applicants: [person('a')] }));
      assert.deepEqual((await training('ListApplications', { event: TRIAL })).applications.map((one) => one.name),
        [`${TRIAL}/applications/000000001`]);
    });

    test('who waits gets the place that is given back', async () => {
      await changeTrial('applicationRule', { applicationRule: { capacity: 1, waitingList: true } });
      assert.deepEqual(admitted(await apply(OSAKA, 'b')), [false]);
      const [first, second] = (await training('ListApplications', { event: TRIAL })).applications;
      await failsWith('FAILED_PRECONDITION', 'RESOURCE_IN_USE', () => training('DeleteEvent', { name: TRIAL }));
      await failsWith('ABORTED', 'ETAG_MISMATCH', () => training('CancelApplication', { name: first.name, etag: 'another' }));
      const cancelled = await training('CancelApplication', { name: first.name });
      assert.equal(cancelled.application.state, 'STATE_CANCELLED');
      assert.deepEqual(cancelled.promoted.map((one) => [one.name, one.state]), [[second.name, 'STATE_ADMITTED']]);
      assert.equal((await training('GetApplication', { name: second.name })).state, 'STATE_ADMITTED');
      assert.equal((await training('GetParticipation', { event: TRIAL })).participatingPrefectures, 1);
      assert.deepEqual(admitted(await apply(TOKYO, 'c')), [false]);
    });

    test('a rule that is too narrow is refused', async () => {
      await changeTrial('applicationRule', { applicationRule: { capacity: 2, waitingList: true } });
      await failsWith('FAILED_PRECONDITION', 'RULE_BELOW_ADMITTED',
        () => changeTrial('applicationRule', { applicationRule: { capacity: 1, waitingList: true } }));
    });

    test('it is noted who came', async () => {
      const [, { name: application }] = (await training('ListApplications', { event: TRIAL })).applications;
      const request = { event: TRIAL, entries: [{ application, attendance: 'ATTENDANCE_ATTENDED' }] };
      await failsWith('FAILED_PRECONDITION', 'EVENT_NOT_HELD', () => training('RecordAttendance', request));
      await changeTrial('state', { state: 'STATE_HELD' });
      assert.equal((await training('RecordAttendance', request)).changed, 1);
      assert.equal((await training('RecordAttendance', request)).unchanged, true);
      await failsWith('FAILED_PRECONDITION', 'EVENT_OVER', () => training('CancelApplication', { name: application }));
      const { fiscalYears } = await training('GetEventTotals', { fiscalYear: 2016 });
      const { admitted: places, cancelled, attended } = fiscalYears[0].applications;
      assert.deepEqual([places, cancelled, attended], [2, 1, 1]);
    });

    test('a person is read and erased, and the application stays', async () => {
      const [, application] = (await training('ListApplications', { event: TRIAL })).applications;
      assert.equal((await training('GetPerson', { name: application.person })).email, 'b@example.jp');
      await training('ErasePerson', { name: application.person, reason: '保存期間の満了' });
      await failsWith('NOT_FOUND', 'RESOURCE_NOT_FOUND', () => training('GetPerson', { name: application.person }));
      assert.equal((await training('ErasePerson', { name: application.person })).unchanged, true);
      assert.equal((await training('GetApplication', { name: application.name })).person, application.person);
    });

    test('the history is listed and found by time', async () => {
      const { revisions } = await training('ListRevisions', { resource: FEBRUARY });
      assert.deepEqual(revisions.map((one) => one.method.split('.').at(-1)), ['ReviewFact', 'ImportEntries']);
      const { revision } = await training('FindRevision', { time: revisions[0].createTime });
      assert.equal(revision, revisions[0].revision);
    });

    test('a malformed request names its field', async () => {
      const applicants = [person('a')];
      const calls = [
        ['name', () => training('GetEvent', { name: FEBRUARY.replace('events', 'event') })],
        ['name', () => training('GetPerson', { name: 'people/taro' })],
        ['month', () => training('ListEvents', { month: '2015/02' })],
        ['local_government_code', () => training('ApplyForEvent', { event: TRIAL, localGovernmentCode: '130000', applicants })],
        ['language', () => training('ExportCalendar', { language: 'fr' })],
        ['event.name', () => training('UpdateEvent', { event: { name: 'events/Big' } })],
      ];
      for (const [field, call] of calls) {
        assert.deepEqual(fieldsOf(await failsWith('INVALID_ARGUMENT', 'INVALID_FIELD', call)), [field]);
      }
    });
  }, start);
}
