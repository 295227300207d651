// Prints the figures of a GetNationwideSummaryResponse in JSON, as they stand in the document's table.
import { text } from 'node:stream/consumers';

const { summary } = JSON.parse(await text(process.stdin));
console.log(summary.councils.nation.kinds.map((kind) => [
  kind.established, kind.prefectureWide, kind.subPrefecturalPrefectures, kind.subPrefecturalCouncils,
].join(' ')).join(', '));
