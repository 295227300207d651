// Somebody who does nothing wrong and calls the edge from an address of its own while others attack it.
import { setTimeout as sleep } from 'node:timers/promises';
import { sourceDocument } from '../interop/servers.mjs';

const COUNCIL = 'zaitaku.council.v1.CouncilService';
const SUMMARY = 'zaitaku.summary.v1.SummaryService';

export class Bystander {
  constructor(client, servers) {
    Object.assign(this, { client, servers });
  }

  // So that there is something to ask for.
  async loadSurvey() {
    await this.client.call(this.servers.council, COUNCIL, 'ImportSurvey', { content: sourceDocument.toString('base64') });
    await this.client.call(this.servers.council, COUNCIL, 'PublishSurvey', { name: 'surveys/2015-12' });
  }

  // Asks for the summary again and again until `over`; how long the calls took, and what went wrong.
  async callUntil(over) {
    const milliseconds = [];
    const errors = [];
    let running = true;
    over.finally(() => (running = false));
    while (running) {
      const began = performance.now();
      try {
        await this.client.call(this.servers.gateway, SUMMARY, 'GetNationwideSummary', {});
        milliseconds.push(performance.now() - began);
      } catch (error) {
        errors.push(error.message);
      }
      await sleep(10);
    }
    milliseconds.sort((one, other) => one - other);
    const at = (share) => milliseconds[Math.floor(milliseconds.length * share)] ?? NaN;
    return { calls: milliseconds.length, errors, p50: at(0.5), p99: at(0.99) };
  }
}
