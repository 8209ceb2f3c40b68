/** The conditions on a link: what it does to frames on their way. */

/** Conditions on a link; each holds in both directions. */
export interface LinkConditions {
  /** The time that each frame takes, in milliseconds; none unless told. */
  readonly delay?: number;
  /** The most time that is added to it at random, in milliseconds; none unless told. */
  readonly jitter?: number;
  /** The share of frames that get lost, from 0 to 1. */
  readonly loss?: number;
  /** The share of frames that arrive twice, from 0 to 1. */
  readonly duplicate?: number;
  /** The share of frames that do not wait for the delay, and so overtake others, from 0 to 1. */
  readonly reorder?: number;
  /** The bits that it carries in a second; without a limit unless told. */
  readonly rate?: number;
  /** The bytes that wait where the rate is too low; those that find it full are lost. 100,000 unless told. */
  readonly queue?: number;
}

/** Bytes that wait at a link with a rate, unless told. */
export const defaultQueue = 100_000;

/** The frames that a link has dealt with, in both directions. */
export interface LinkCounts {
  /** Frames that came out at the other end. */
  readonly carried: number;
  /** Lost by chance. */
  readonly lost: number;
  /** Lost because the queue was full. */
  readonly overflowed: number;
  readonly duplicated: number;
  /** Lost because the link was cut. */
  readonly cut: number;
}

const shares = ['loss', 'duplicate', 'reorder'] as const;
const amounts = ['delay', 'jitter', 'rate', 'queue'] as const;

/** Refuses conditions that mean nothing. */
export function checkConditions(conditions: LinkConditions): void {
  for (const name of shares) {
    const { [name]: share = 0 } = conditions;
    if (!(share >= 0 && share <= 1)) {
      throw new RangeError(`Cannot use ${share} as ${name}: expected a share from 0 to 1`);
    }
  }
  for (const name of amounts) {
    const { [name]: amount = 1 } = conditions;
    if (!(amount >= 0)) {
      throw new RangeError(`Cannot use ${amount} as ${name}: expected a number from 0 on`);
    }
  }
}

/** True for a link that does nothing to frames but carry them. */
export function isIdeal({
  delay,
  jitter,
  loss,
  duplicate,
  reorder,
  rate,
}: LinkConditions): boolean {
  return (
    ![delay, jitter, loss, duplicate, reorder].some(Boolean) && (rate ?? Infinity) === Infinity
  );
}

/** The conditions in a few words: `20 ms, 10 % loss`; empty for an ideal link. */
export function describeConditions(conditions: LinkConditions): string {
  const { delay, jitter, rate, queue } = conditions;
  const percent = (share = 0) => `${Number((share * 100).toPrecision(3))} %`;
  return [
    delay && `${delay} ms`,
    jitter && `± ${jitter} ms`,
    ...shares.map((name) => conditions[name] && `${percent(conditions[name])} ${name}`),
    rate !== undefined && rate !== Infinity && `${rate / 1e6} Mbit/s`,
    rate !== undefined && queue !== undefined && `queue ${queue / 1000} kB`,
  ]
    .filter(Boolean)
    .join(', ');
}
