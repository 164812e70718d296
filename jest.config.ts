/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // p-limit and yargs are ESM only, so tests run as ES modules and a source is imported as `../src/x.ts`, without a mapper.
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  // The build holds a second copy of the package, and a run directory can be large.
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/runs/'],
  maxWorkers: 2,
  testTimeout: 30_000,
};

export default config;
