// The tables of docs/operations.md: the options of the servers, from the programs' --help, and the alerts, from alerts.yml.
// node tests/deploy/option_table.mjs FOLDER-OF-PROGRAMS puts them into it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { yaml } from '../interop/packages.mjs';
import { optionsOf, servers } from './programs.mjs';

export const operations = fileURLToPath(new URL('../../docs/operations.md', import.meta.url));
const alertRules = fileURLToPath(new URL('../../deploy/observability/alerts.yml', import.meta.url));
const command = 'node tests/deploy/option_table.mjs build/dev/bin';

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

// One row for each alert. Of which process it is said only where it is raised.
export function alertTable() {
  const plain = (text) => text.replaceAll('{{ $labels.instance }}', 'a process').replaceAll('{{ $labels.watched }}', 'a service')
    .replace(/\{\{ \$labels\.(\w+) \}\}/g, 'a $1').replace(/\{\{ \$value .*?\}\}/g, 'so much').replaceAll('|', '\\|');
  const rows = yaml.parse(readFileSync(alertRules, 'utf8')).groups.flatMap((group) => group.rules).map(
    ({ alert, labels, annotations }) => `| ${alert} | ${labels.severity} | ${plain(annotations.summary)} | ${plain(annotations.action)} |`);
  return ['| alert | how urgent | what it means | what to do |', '|---|---|---|---|', ...rows, ''].join('\n');
}

export const tables = { options: optionTable, alerts: alertTable };

// What stands in a document of one of the tables: { before, table, after }.
export function documented(name, text = readFileSync(operations, 'utf8')) {
  const [begin, end] = [`<!-- The ${name}: ${command} -->\n`, `<!-- The end of the ${name}. -->\n`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/operations.md has no place for the ${name}`);
  return { before: text.slice(0, from + begin.length), table: text.slice(from + begin.length, to), after: text.slice(to) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2];
  if (!folder) throw new Error('which folder has the programs? such as build/dev/bin');
  for (const server of servers) process.env[server.toUpperCase().replace('-', '_')] ??= join(folder, server);
  for (const [name, table] of Object.entries(tables)) {
    const { before, after } = documented(name);
    writeFileSync(operations, `${before}${table()}${after}`);
  }
}
