/** What may be concluded from few figures. */

import { least, mean } from '../lab/statistics.ts';

/** A value with the interval in which it lies, with a confidence of 99 %. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Student's t that 99 % of all samples stay within, on both sides, by degrees of freedom from 1.
 * Beyond the table the last but a little is close enough, and on the safe side.
 */
const studentT: readonly number[] = [
  63.657, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.25, 3.169, 3.106, 3.055, 3.012, 2.977,
  2.947, 2.921, 2.898, 2.878, 2.861, 2.845, 2.831, 2.819, 2.807, 2.797, 2.787, 2.779, 2.771, 2.763,
  2.756, 2.75,
];

/** The bound for that many degrees of freedom; a part of one counts as none. */
function boundOf(freedom: number): number {
  const whole = Math.min(studentT.length, Math.floor(freedom));
  return studentT[whole - 1] ?? Number.POSITIVE_INFINITY;
}

/**
 * By how much the mean of `after` lies above that of `before`: Welch's t interval, which supposes
 * neither equal spreads nor equal numbers.
 */
export function difference(before: readonly number[], after: readonly number[]): Estimate {
  const value = mean(after) - mean(before);
  const [a, b] = [errorOf(before), errorOf(after)];
  const error = Math.sqrt(a + b);
  const freedom =
    error === 0
      ? before.length + after.length - 2
      : (a + b) ** 2 / (a ** 2 / (before.length - 1) + b ** 2 / (after.length - 1));
  return around(value, boundOf(freedom) * error);
}

/** The squared standard error of the mean. */
function errorOf(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return squares / (values.length - 1) / values.length;
}

/** A point of a curve. */
export interface CurvePoint {
  readonly size: number;
  readonly cost: number;
}

/** How cost grows: as `factor · size ** exponent`. An exponent of 1 is a straight line. */
export interface Growth {
  readonly factor: number;
  readonly exponent: Estimate;
  /**
   * The exponent between the two largest sizes alone, where fixed costs weigh least, by the lowest
   * costs: what else the machine does only adds to them.
   */
  readonly tail: number;
}

/** Fits a power by least squares on the logarithms of sizes and costs. */
export function fitGrowth(points: readonly CurvePoint[]): Growth {
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }));
  const [x, y] = [mean(logs.map((point) => point.x)), mean(logs.map((point) => point.y))];
  const spread = logs.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  const slope = logs.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) / spread;
  const intercept = y - slope * x;
  const rest = logs.reduce((sum, point) => sum + (point.y - intercept - slope * point.x) ** 2, 0);
  const freedom = points.length - 2;
  const error = freedom > 0 ? Math.sqrt(rest / freedom / spread) : 0;
  return {
    factor: Math.exp(intercept),
    exponent: around(slope, freedom > 0 ? boundOf(freedom) * error : Number.POSITIVE_INFINITY),
    tail: tailOf(points),
  };
}

function tailOf(points: readonly CurvePoint[]): number {
  const [largest = 0, before = 0] = [...new Set(points.map(({ size }) => size))].sort(
    (a, b) => b - a,
  );
  const costAt = (size: number) =>
    least(points.filter((point) => point.size === size).map(({ cost }) => cost));
  return Math.log(costAt(largest) / costAt(before)) / Math.log(largest / before);
}

function around(value: number, margin: number): Estimate {
  return { value, low: value - margin, high: value + margin };
}
