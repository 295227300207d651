// docs/operations.md lists the options that the programs have.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documented, optionTable } from './option_table.mjs';

test('docs/operations.md lists every option; node tests/deploy/option_table.mjs build/dev/bin writes them anew', () => {
  assert.equal(documented().table, optionTable());
});
