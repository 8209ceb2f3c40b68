/** What an attack is, and what must come of it. */

/** Code that a hostile learner hands in instead of task 1. */
export interface Attack {
  readonly name: string;
  /** Runs in the cell of task 1. It may set `evidence`, which the report then shows. */
  readonly code: string;
  /** What the report must say: by default that the attack ran, and what its evidence was. */
  readonly says?: RegExp;
}

/** Facts about the machine that attacks aim at. */
export interface Target {
  readonly courseRoot: string;
  /** Where the submissions lie, and where the results go. */
  readonly submissions: string;
  readonly out: string;
  /** A server of the grader's machine on 127.0.0.1, and one with an abstract name. */
  readonly port: number;
  readonly abstractName: string;
  /** Stands in the command line of every process that an attack leaves behind. */
  readonly mark: string;
}

/** The cell that carries an attack: it is typed as the exercise asks, so that it runs. */
export function toCell({ code }: Attack): string {
  return `let evidence: unknown = 'none';
${code}
function openServer(_host: string, _port: number): Socket {
  throw new Error('The attack ran: ' + String(evidence));
}`;
}
