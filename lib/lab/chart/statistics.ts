/** Figures about samples. */

/**
 * The value that the given share of the samples does not exceed, by the nearest rank: always one
 * that was measured.
 *
 * @param sorted samples in ascending order
 * @param share between 0 and 100
 */
export function percentile(sorted: readonly number[], share: number): number {
  const rank = Math.ceil((share / 100) * sorted.length);
  return sorted[Math.min(sorted.length - 1, Math.max(0, rank - 1))] ?? Number.NaN;
}

/** Samples in ascending order. */
export function ascending(samples: readonly number[]): readonly number[] {
  return Float64Array.from(samples).sort() as unknown as readonly number[];
}

/** The value in the middle; the mean of the two in the middle of an even number. */
export function median(samples: readonly number[]): number {
  const sorted = ascending(samples);
  const half = sorted.length / 2;
  const low = sorted[Math.ceil(half) - 1] ?? Number.NaN;
  return (low + (sorted[Math.floor(half)] ?? low)) / 2;
}

/** The arithmetic mean. */
export function mean(samples: readonly number[]): number {
  return samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
}

/** A number with three significant digits, never in exponents for what a reader meets here. */
export function figures(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const digits = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  return value.toFixed(Math.min(6, Math.max(0, 2 - digits)));
}

/** The smallest, of more values perhaps than a call takes arguments. */
export function least(values: readonly number[]): number {
  return values.reduce((so, value) => Math.min(so, value), Number.POSITIVE_INFINITY);
}

/** The largest. */
export function most(values: readonly number[]): number {
  return values.reduce((so, value) => Math.max(so, value), Number.NEGATIVE_INFINITY);
}
