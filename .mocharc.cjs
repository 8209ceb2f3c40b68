module.exports = {
  parallel: true,
  jobs: 3,
  timeout: 40000,
  reporter: 'test/reporter.mjs',
  // In CI a test that skips itself proves nothing, so it fails.
  forbidPending: process.env.CI === 'true',
};
