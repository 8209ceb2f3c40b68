/** The output of a setup: a line a step, with the seconds it has taken so far. */

/**
 * @param {NodeJS.WriteStream} [stream] standard error, so that a command's own output stays clean
 */
export function createProgress(stream = process.stderr) {
  let title = '';
  let detail = '';
  let startedAt = 0;
  let isStopping = false;
  /** @type {NodeJS.Timeout | undefined} */
  let ticker;

  const seconds = () => (performance.now() - startedAt) / 1000;

  function draw() {
    if (!stream.isTTY) return;
    const line = `  ${title} ... ${detail}${detail && ' '}${seconds().toFixed(0)} s`;
    stream.write(`\r\x1b[K${line.slice(0, stream.columns - 1)}`);
  }

  /** @param {string} result */
  function end(result) {
    clearInterval(ticker);
    ticker = undefined;
    if (stream.isTTY) stream.write(`\r\x1b[K  ${title} ... ${result}\n`);
    else stream.write(`${result}\n`);
  }

  return {
    /** A line between the steps. @param {string} text */
    say(text) {
      stream.write(`${text}\n`);
    },
    /** @param {string} name */
    start(name) {
      title = name;
      detail = '';
      startedAt = performance.now();
      if (!stream.isTTY) stream.write(`  ${title} ... `);
      draw();
      ticker = setInterval(draw, 1000);
    },
    /** Shows the state of the running step, such as `37 of 110`. @param {string} text */
    update(text) {
      if (!isStopping) detail = text;
      draw();
    },
    /** The running step was told to end, and may take a while for that. */
    stopping() {
      isStopping = true;
      detail = 'stopping (Ctrl-C again: at once)';
      if (ticker) draw();
    },
    done() {
      end(`done in ${seconds().toFixed(1)} s`);
    },
    /** Ends the line of a step that failed; says nothing when none runs. */
    failed() {
      if (ticker) end(`failed after ${seconds().toFixed(1)} s`);
    },
  };
}

/** @typedef {ReturnType<typeof createProgress>} Progress */
