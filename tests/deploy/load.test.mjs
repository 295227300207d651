// scripts/lib/data.sh, by which scripts/up and the job of the containers load the source data: a list that cannot be had is no empty one.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

// Loads where `zaitaku NOUN list` says `lists[NOUN]`, or fails if there is nothing for it; which commands changed something.
function changesOf(load, lists) {
  const script = `
    set -euo pipefail
    source scripts/lib/terminal.sh
    source scripts/lib/data.sh
    work_folder=$(mktemp -d)
    trap 'rm -rf "$work_folder"' EXIT
    zaitaku() {
      local list=LIST_$1
      if [[ $2 != list ]]; then
        echo "$1 $2"
        echo "$1 $2" >&3
      elif [[ -n \${!list+there} ]]; then
        printf '%s' "\${!list}"
      else
        echo 'error: cannot list' >&2
        return 78
      fi
    }
    ${load}`;
  const variables = Object.fromEntries(Object.entries(lists).map(([noun, list]) => [`LIST_${noun}`, list]));
  const { status, output } = spawnSync('bash', ['-c', script], {
    cwd: root, encoding: 'utf8', env: { PATH: process.env.PATH, ...variables }, stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  return { status, changes: output[3].split('\n').filter(Boolean) };
}

const published = 'name,state\nsurveys/2015-12,published,x\n';

for (const [load, noun, there, change] of [
  ['load_survey', 'survey', published, ['survey import', 'survey publish']],
  ['load_catalog', 'fund', 'name\nfundingSources/a\n', ['program import']],
  ['load_training', 'training', 'name\ntrainingPrograms/a\n', ['event import']],
]) {
  test(`${load} loads where nothing is, once, and nothing where it cannot be known`, () => {
    assert.deepEqual(changesOf(load, { [noun]: `${there.split('\n')[0]}\n` }), { status: 0, changes: change });
    assert.deepEqual(changesOf(load, { [noun]: there }), { status: 0, changes: [] });
    assert.deepEqual(changesOf(load, {}), { status: 78, changes: [] });
  });
}
