module.exports = {
  parallel: true,
  jobs: 5,
  timeout: 40000,
  require: ['test/whole-messages.mjs'],
  reporter: 'test/reporter.mjs',
  // In CI a test that skips itself proves nothing, so it fails.
  forbidPending: process.env.CI === 'true',
};
