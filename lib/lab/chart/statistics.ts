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

/** A number with three significant digits, without exponents for the figures of this course. */
export function figures(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const digits = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  return value.toFixed(Math.min(6, Math.max(0, 2 - digits)));
}
