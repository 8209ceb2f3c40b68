/** The files of mocha that are loaded alone. It declares types for the whole package only. */

declare module 'mocha/lib/runner.js' {
  import type Mocha from 'mocha';

  export const Runner: typeof Mocha.Runner;
}

declare module 'mocha/lib/suite.js' {
  import type Mocha from 'mocha';

  export const Suite: typeof Mocha.Suite;
}

declare module 'mocha/lib/test.js' {
  import type Mocha from 'mocha';

  export const Test: typeof Mocha.Test;
}
