/** "How fast is this and why": a page drawn from a recorded run of the bench. */

import type { MimeBundle } from '../lab/base/host.ts';
import { jupyterDisplay } from '../lab/base/picture.ts';
import type { CodeCell, Notebook, NotebookCell, TextCell } from '../notebook/format.ts';
import type { RunCache } from './run-cache.ts';
import { figuresTable, growthChart, howToRead, ratioChart } from './speed-charts.ts';
import {
  type AreaReport,
  type CurveReport,
  isSteep,
  type Report,
  type Row,
  readReport,
  recordingFile,
  spellExponent,
  spellRatio,
} from './speed-report.ts';
import { textCell } from './text-cell.ts';

/** The name of the page, without `.html`. */
export const speedName = 'speed';

/** Below this ours is called slower than a competitor; a learner would not notice less. */
const asGood = 0.95;

/** The page of the recorded run, drawn once for each recording. */
export async function recordedSpeed(cache: RunCache): Promise<Notebook> {
  const kept = cache.read(recordingFile);
  if (kept !== undefined) return kept;
  const drawn = await speedNotebook(readReport(recordingFile));
  cache.write(recordingFile, drawn);
  return drawn;
}

/** The page of a run, as a notebook. */
export async function speedNotebook(report: Report): Promise<Notebook> {
  const areas = report.areas.filter(({ rows }) => rows.length > 0);
  const parts = await Promise.all(areas.map(areaCells));
  const cells = [textCell('title', head(areas)), textCell('run', runOf(report)), ...parts.flat()];
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
}

function head(areas: readonly AreaReport[]): string {
  const rows = areas.flatMap((area) => area.rows);
  const ratios = rows.flatMap(({ results }) => results.slice(1, 2).map(({ ratio }) => ratio));
  const lost = ratios.filter((ratio) => ratio < asGood).length;
  const lostToSome = rows.filter(({ results }) =>
    results.some(({ ratio }) => ratio < asGood),
  ).length;
  return `# How fast is this and why

What the course promises to be fast is measured by one command, beside what people would use
instead. Where it is slower, this page says so, by how much, and why as far as that is known.

In the run that this page is drawn from, ours was slower than the peer most like it, the first of
its table, in ${lost} of ${ratios.length} measurements, and slower than some peer in ${lostToSome}.`;
}

function runOf({ startedAt, scale, machine, areas }: Report): string {
  const { processor, processors, memory, system, node, commit, load } = machine;
  const versions = new Map(
    areas.flatMap(({ contestants }) => contestants.map(({ name, version }) => [name, version])),
  );
  const minutes = Math.ceil(areas.reduce((sum, { seconds }) => sum + seconds, 0) / 60);
  const rough = scale === 'quick' ? ' It was a quick run: its figures tell the order only.' : '';
  return `## The run

| What | Which |
|---|---|
| Date | ${startedAt.slice(0, 10)} |
| Machine | ${processor}, ${processors} processors, ${memory} GiB, ${system}, load ${load} as it began |
| Wirebook | ${commit || 'no commit'}, on Node ${node} |
${[...versions]
  .filter(([name]) => name !== 'wirebook')
  .map(
    ([name, version]) =>
      `| ${name} | ${version === versions.get('wirebook') ? 'as pinned by the course' : version} |`,
  )
  .join('\n')}

The run took ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.${rough} Contestants take turns, each in a fresh process,
after a run that does not count, so that whatever else the machine does hits all of them. Trust the
ratios rather than the figures. Measure it on your machine, and compare:
\`npm run bench -- --compare notebooks/recordings/speed.json\`

${howToRead}`;
}

async function areaCells(area: AreaReport): Promise<readonly NotebookCell[]> {
  const { name, title, about, leftOut, rows } = area;
  const chart = ratioChart(area);
  const curves = area.curves.filter(({ results }) => results.length > 0);
  const growths = await Promise.all(curves.map(growthCells));
  const missing = leftOut.map(({ what, why }) => `- Left out: ${what}: ${why}`).join('\n');
  return [
    textCell(name, `## ${title}\n\n${about}`),
    ...(chart === undefined ? [] : [shown(`${name}-chart`, await chart[jupyterDisplay]())]),
    shown(`${name}-table`, figuresTable(area)[jupyterDisplay]()),
    textCell(`${name}-names`, rows.map((row) => `- \`${row.name}\`: ${row.title}`).join('\n')),
    textCell(`${name}-losses`, losses(rows)),
    ...growths.flat(),
    ...(missing === '' ? [] : [textCell(`${name}-left-out`, missing)]),
  ];
}

/** Lists the measurements in which ours is slower; those with the same reason stand together. */
function losses(rows: readonly Row[]): string {
  const reasons = new Map<string, string[]>();
  for (const { name, results, why = 'The reason is not known.' } of rows) {
    const slower = results.filter(({ ratio }) => ratio < asGood);
    if (slower.length === 0) continue;
    const against = slower.map(
      ({ contestant, ratio }) => `${spellRatio(ratio)} as good as ${contestant}`,
    );
    reasons.set(why, [...(reasons.get(why) ?? []), `\`${name}\` (${against.join(', ')})`]);
  }
  if (reasons.size === 0) return '**Where ours loses.** Nowhere in this run.';
  const items = [...reasons].map(([why, names]) => `- ${names.join('; ')}. ${why}`);
  return `**Where ours loses.**\n\n${items.join('\n')}`.replaceAll(/(?<=\S)\n(?=[^-\n])/g, ' ');
}

async function growthCells(curve: CurveReport): Promise<readonly (TextCell | CodeCell)[]> {
  const { name, title, of, results, why } = curve;
  const verdicts = results.map(
    ({ contestant, growth }) =>
      `${contestant} ${spellExponent(growth)}${isSteep(growth) ? ', steeper than a straight line' : ''}`,
  );
  const text = `**${title}.** How the cost grows with the number of ${of}, as a power: 1 is a straight
line, in brackets its interval of 99 %. ${verdicts.join('; ')}. ${why ?? ''}`;
  return [
    textCell(name, text.trim()),
    shown(`${name}-chart`, await growthChart(curve)[jupyterDisplay]()),
  ];
}

/** A picture without the cell that would have drawn it. */
function shown(id: string, data: MimeBundle): CodeCell {
  return {
    ...{ cell_type: 'code', id, source: '', execution_count: null },
    metadata: { transient: { remove_source: true } },
    outputs: [{ output_type: 'display_data', data, metadata: {} }],
  };
}
