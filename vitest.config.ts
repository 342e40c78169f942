import { defineConfig } from 'vitest/config';

const unit = [
  'core',
  'commands',
  'config',
  'http',
  'signatures',
  'providers',
  'samples',
  'store',
  'tunnels',
  'render',
];

export default defineConfig({
  test: {
    env: { NO_COLOR: '1', FORCE_COLOR: '0' },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      { extends: true, test: { name: 'unit', include: unit.map((room) => `test/${room}/**/*.test.ts`) } },
      { extends: true, test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'] } },
    ],
  },
});
