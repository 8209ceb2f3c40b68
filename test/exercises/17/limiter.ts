/** The limiter of exercise 17, step by step: a wrong answer is one that takes a step wrongly. */

export interface Limiter {
  readonly allows: (who: string, now: number) => boolean;
  readonly size: () => number;
}

export class SlidingLimiter {
  readonly most: number;
  readonly span: number;
  readonly table = new Map<string, number[]>();

  constructor(most: number, span: number) {
    this.most = most;
    this.span = span;
  }

  allows(who: string, now: number): boolean {
    this.forget(now, who);
    const times = this.table.get(who) ?? [];
    const isAllowed = this.hasRoom(times, now);
    if (isAllowed) this.note(who, times, now);
    else this.refused(who, times, now);
    return isAllowed;
  }

  counts(time: number, now: number): boolean {
    return time > now - this.span;
  }

  hasRoom(times: readonly number[], now: number): boolean {
    return times.filter((time) => this.counts(time, now)).length < this.most;
  }

  forget(now: number, _who: string): void {
    for (const [name, times] of this.table) {
      if (!times.some((time) => this.counts(time, now))) this.table.delete(name);
    }
  }

  note(who: string, times: readonly number[], now: number): void {
    this.table.set(who, [...times.filter((time) => this.counts(time, now)), now]);
  }

  refused(_who: string, _times: readonly number[], _now: number): void {}

  size(): number {
    return this.table.size;
  }
}

/** The function of the exercise that opens such a limiter. */
export function limiterAnswer(
  Kind: typeof SlidingLimiter,
): (most: number, span: number) => Limiter {
  return (most, span) => {
    const limiter = new Kind(most, span);
    return { allows: (who, now) => limiter.allows(who, now), size: () => limiter.size() };
  };
}
