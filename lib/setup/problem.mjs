/** The cause that stops a setup, in one sentence: what failed, on what, and the command that mends it. */
export class Problem extends Error {
  /** @param {string} message @param {ErrorOptions & { output?: string, isKnown?: boolean }} [options] */
  constructor(message, options = {}) {
    super(message, options);
    this.name = 'Problem';
    /** The last lines that the failing program printed, for a closer look. */
    this.output = options.output ?? '';
    /** True where the cause was recognised. */
    this.isKnown = options.isKnown ?? true;
  }
}

/** The person pressed Ctrl-C, or the setup was told to end. */
export class Interrupted extends Error {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`Stopped by ${signal}`);
    this.name = 'Interrupted';
    this.signal = signal;
  }
}

/** A command as this person has to type it to act on the whole system. @param {string} command */
export function asRoot(command) {
  return process.getuid?.() === 0 ? command : `sudo ${command}`;
}
