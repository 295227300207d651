// The options of the servers as docs/operations.md lists them, from the programs' --help.
// node tests/deploy/option_table.mjs FOLDER-OF-PROGRAMS puts them into it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { optionsOf, servers } from './programs.mjs';

export const operations = fileURLToPath(new URL('../../docs/operations.md', import.meta.url));
const begin = '<!-- The options: node tests/deploy/option_table.mjs build/dev/bin -->\n';
const end = '<!-- The end of the options. -->\n';

// One row for each option, with the servers that have it; an option may stand for different things at several of them.
export function optionTable() {
  const rows = new Map();
  for (const server of servers) {
    for (const option of optionsOf(server).filter(({ name }) => name !== 'help')) {
      const { name, takesValue, variable, meaning } = option;
      const flag = `\`--${name}${takesValue ? ' VALUE' : ''}\``;
      const key = `| ${flag} | \`${variable}\` | ${meaning.replaceAll('|', '\\|')} |`;
      if (!rows.has(key)) rows.set(key, []);
      rows.get(key).push(option.standard ? `${server}: \`${option.standard}\`` : server);
    }
  }
  const lines = [...rows].map(([key, of]) => `${key} ${of.length === servers.length && !of[0].includes(':') ? 'all' : of.join(', ')} |`);
  return ['| option | environment | what | of, and by itself |', '|---|---|---|---|', ...lines, ''].join('\n');
}

// What stands in the document now: { before, table, after }.
export function documented() {
  const text = readFileSync(operations, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error('docs/operations.md has no place for the options');
  return { before: text.slice(0, from + begin.length), table: text.slice(from + begin.length, to), after: text.slice(to) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2];
  if (!folder) throw new Error('which folder has the programs? such as build/dev/bin');
  for (const server of servers) process.env[server.toUpperCase().replace('-', '_')] ??= join(folder, server);
  const { before, after } = documented();
  writeFileSync(operations, `${before}${optionTable()}${after}`);
}
