// docs/operations.md lists the options that the programs have, and the alerts that there are.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documented, tables } from './option_table.mjs';

for (const [name, table] of Object.entries(tables)) {
  test(`docs/operations.md lists all ${name}; node tests/deploy/option_table.mjs build/dev/bin writes them anew`, () => {
    assert.equal(documented(name).table, table());
  });
}
