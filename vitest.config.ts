import { defineConfig } from 'vitest/config';

/** Tests that change their environment, or whose modules keep something from test to test: each file gets modules of its own. */
const APART = [
  'test/adapters/fixer-handler.test.ts',
  'test/lib/bundle/**/*.test.ts',
  'test/publisher/publish.test.ts',
  'test/report/command.test.ts',
  'test/resource-types/s3-bucket/clients.test.ts',
  'test/s3-scan/handler.test.ts',
  'test/sweep/**/*.test.ts',
];

const unit = {
  globalSetup: ['test/support/bundle.ts', 'test/support/command-line.ts'],
  // Machines differ: a test that hangs is what this is for.
  testTimeout: 300_000,
  hookTimeout: 300_000,
  env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  sequence: { groupOrder: 0 },
};

export default defineConfig({
  test: {
    // All cores: nothing else needs one meanwhile.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          ...unit,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', ...APART],
          // Loading CDK and the SDK once for all files of a worker takes a third off the whole.
          isolate: false,
        },
      },
      { test: { ...unit, name: 'unit-apart', include: APART } },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/command-line.ts', 'test/e2e/support/global-setup.ts'],
          env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
          // One embedded AWS serves all files, which count its calls and inject its faults.
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
