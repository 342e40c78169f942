import { defineConfig } from 'vitest/config';

const unit = [
  'check',
  'core',
  'commands',
  'config',
  'http',
  'signatures',
  'providers',
  'samples',
  'openapi',
  'store',
  'tunnels',
  'render',
  'inspector',
];

export default defineConfig({
  test: {
    env: { NO_COLOR: '1', FORCE_COLOR: '0' },
    // Many tests wait for processes and for time limits: three at once also on two cores.
    maxWorkers: 3,
    // What is built is run as it is.
    server: { deps: { external: [/\/dist\//] } },
    // Nothing of ours keeps state in a module: loading everything anew for each file took a quarter of the time.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: unit.map((room) => `test/${room}/**/*.test.ts`),
        },
      },
      { extends: true, test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'] } },
      // The built page in a real Chromium.
      {
        extends: true,
        test: { name: 'browser', include: ['test/browser/**/*.test.ts'], testTimeout: 60_000 },
      },
      // What takes minutes: the same faults at the product's own times, and the soak.
      {
        extends: true,
        test: {
          name: 'slow',
          include: ['test/slow/**/*.test.ts', 'test/tunnels/faults.test.ts', 'test/e2e/tunnel-rest.test.ts'],
          env: { FAULTS_AT_REAL_TIMES: '1' },
          testTimeout: 200_000,
          maxWorkers: 1,
        },
      },
    ],
  },
});
