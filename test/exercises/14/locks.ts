/** The locks of exercise 14, step by step: a wrong answer is one that takes a step wrongly. */

export type Work = () => Promise<string>;

export interface OpenLocks {
  readonly exclusive: (name: string, work: Work) => Promise<string>;
  readonly busy: () => readonly string[];
}

export class Locks {
  /** The end of the last work that was asked for, by its name. */
  readonly last = new Map<string, Promise<unknown>>();

  exclusive(name: string, work: Work): Promise<string> {
    const key = this.keyOf(name);
    const turn = this.begin(this.last.get(key), work);
    const end: Promise<unknown> = this.endOf(turn).then(() => this.forget(key, end));
    this.last.set(key, end);
    return this.answer(turn);
  }

  keyOf(name: string): string {
    return name;
  }

  begin(before: Promise<unknown> | undefined, work: Work): Promise<string> {
    return (before ?? Promise.resolve()).then(() => work());
  }

  endOf(turn: Promise<string>): Promise<unknown> {
    return turn.catch(() => {});
  }

  forget(key: string, end: Promise<unknown>): void {
    if (this.last.get(key) === end) this.last.delete(key);
  }

  answer(turn: Promise<string>): Promise<string> {
    return turn;
  }

  busy(): readonly string[] {
    return [...this.last.keys()];
  }
}

/** The function of the exercise that opens such locks. */
export function locksAnswer(Kind: typeof Locks): () => OpenLocks {
  return () => {
    const locks = new Kind();
    return {
      exclusive: (name, work) => locks.exclusive(name, work),
      busy: () => locks.busy(),
    };
  };
}
