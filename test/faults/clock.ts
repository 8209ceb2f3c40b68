/** Moves the wall clock of a Node by a year at every look at it, now forward, now back. */
const program = `
const year = 365 * 24 * 60 * 60 * 1000;
const Real = Date;
let looks = 0;
const now = () => Real.now() + ((looks += 1) % 2 === 0 ? year : -year);
globalThis.Date = class extends Real {
  constructor(...args) {
    if (args.length === 0) super(now());
    else super(...args);
  }
  static now() {
    return now();
  }
};`;

/** The environment of a process, and of all that it starts, whose clock jumps. */
export const jumpingClock = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(program)}`,
} as const;
