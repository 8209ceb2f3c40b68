/**
 * Comparing contestants: each runs each workload in a process of its own, in turns, so that whatever
 * else the machine does hits all of them. Medians and spreads are kept, and every single figure.
 */

/** Something to be measured. */
export interface Workload {
  /** A short name for the command line and the JSON, such as `echo-one`. */
  readonly name: string;
  /** What is measured, in words. */
  readonly title: string;
  /** The unit of the figure, such as `µs`. */
  readonly unit: string;
  /** Which figures are the better ones. */
  readonly better: 'lower' | 'higher';
}

/** Someone who runs workloads. */
export interface Contestant<W extends Workload = Workload> {
  readonly name: string;
  /** Gives the figure of one run; undefined if this contestant has no such workload. */
  run(workload: W): Promise<number | undefined>;
}

/** The figures of one contestant in one workload. */
export interface Result {
  readonly contestant: string;
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  /** How many times better it is than the first contestant in the list; below 1, worse. */
  readonly ratio: number;
  /** All figures, in the order in which they were taken. */
  readonly values: readonly number[];
}

/** One workload with the figures of all contestants, ours first. */
export interface Row extends Workload {
  readonly results: readonly Result[];
}

/** How thoroughly to measure. */
export interface CompareOptions {
  /** How often each contestant runs each workload. */
  readonly rounds: number;
  /** Is told of each figure as it is taken. */
  readonly onFigure?: (workload: string, contestant: string, value: number) => void;
}

/** Measures all contestants in all workloads. */
export async function compare<W extends Workload>(
  contestants: readonly Contestant<W>[],
  workloads: readonly W[],
  { rounds, onFigure }: CompareOptions,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const workload of workloads) {
    const values = new Map(contestants.map(({ name }): [string, number[]] => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const contestant of contestants) {
        const value = await contestant.run(workload);
        if (value === undefined) continue;
        values.get(contestant.name)?.push(value);
        onFigure?.(workload.name, contestant.name, value);
      }
    }
    rows.push(toRow(workload, values));
  }
  return rows;
}

function toRow(workload: Workload, values: ReadonlyMap<string, readonly number[]>): Row {
  const { name, title, unit, better } = workload;
  const medians = [...values].map(([contestant, figures]) => ({
    contestant,
    median: middle(figures),
    lowest: Math.min(...figures),
    highest: Math.max(...figures),
    values: figures,
  }));
  const first = medians[0]?.median ?? Number.NaN;
  const results = medians
    .filter(({ values: figures }) => figures.length > 0)
    .map((result) => ({
      ...result,
      ratio: better === 'lower' ? first / result.median : result.median / first,
    }));
  return { name, title, unit, better, results };
}

function middle(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const low = sorted[Math.ceil(half) - 1] ?? Number.NaN;
  return (low + (sorted[Math.floor(half)] ?? low)) / 2;
}

/** The rows as a table for the terminal. */
export function toText(rows: readonly Row[]): string {
  return rows
    .map(({ title, unit, better, results }) => {
      const [first] = results;
      const lines = results.map((result) => {
        const spread = `${short(result.lowest)} to ${short(result.highest)}`;
        const ours =
          result === first ? '' : `ours is ${(1 / result.ratio).toFixed(2)} times as good`;
        const figure = `${short(result.median).padStart(9)} ${unit}`;
        return `  ${result.contestant.padEnd(10)} ${figure.padEnd(18)} ${spread.padEnd(20)} ${ours}`;
      });
      return [`${title} (${better} is better)`, ...lines.map((line) => line.trimEnd())].join('\n');
    })
    .join('\n\n');
}

/** How `ours` does against `rival` in each row, in a line: 1.00 is as good, more is better. */
export function against(rows: readonly Row[], rival: string): string {
  const ratios = rows.flatMap(({ name, results }) =>
    results
      .filter(({ contestant }) => contestant === rival)
      .map(({ ratio }) => `${name} ${(1 / ratio).toFixed(2)}`),
  );
  return `Ours against ${rival}: ${ratios.join(', ') || 'not measured'}`;
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
