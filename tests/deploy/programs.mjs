// What the built programs say of themselves by --help.
import { execFileSync } from 'node:child_process';

const variables = {
  'council-registry': 'COUNCIL_REGISTRY', 'program-catalog': 'PROGRAM_CATALOG', 'training-events': 'TRAINING_EVENTS',
  gateway: 'GATEWAY', zaitaku: 'ZAITAKU',
};
export const servers = ['gateway', 'council-registry', 'program-catalog', 'training-events'];

const said = new Map();

export function helpOf(program, ...words) {
  const key = [program, ...words].join(' ');
  if (!said.has(key)) said.set(key, askHelp(program, words));
  return said.get(key);
}

function askHelp(program, words) {
  const path = process.env[variables[program]];
  if (!path) throw new Error(`${variables[program]} must name the program; run this by ctest`);
  return execFileSync(path, [...words, '--help'], { encoding: 'utf8', env: { LC_ALL: 'C.UTF-8' } });
}

// The options of a server: { name, standard, variable, meaning, takesValue }.
export function optionsOf(server) {
  const options = [];
  for (const line of helpOf(server).split('\n')) {
    const start = /^ {2}(?:-h,)?--([a-z-]+)(?: ([A-Z][^\s=]*)(?:=(\S+))?)?(?: \(Env:(\w+)\))?/.exec(line);
    if (start) {
      const [, name, type, standard = '', variable = ''] = start;
      options.push({ name, standard, variable, takesValue: type !== undefined, meaning: '' });
    }
    if (!start && options.length > 0 && /^ {20,}\S/.test(line)) options.at(-1).meaning += (options.at(-1).meaning ? ' ' : '') + line.trim();
  }
  if (options.length < 4) throw new Error(`--help of ${server} is not understood`);
  return options;
}

// The port that a server takes by itself.
export const portOf = (server) => Number(optionsOf(server).find((option) => option.name === 'listen').standard.split(':')[1]);

// Where metrics are, if nothing else is said.
export const metricsPortOf = (server) => portOf(server) + 100;
