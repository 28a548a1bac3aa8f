import config from '../../jest.config.js'

/** The request tests once more, with every request sent both ways in: see `twin.ts`. */
export default {
  ...config,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/requests/**/*.test.ts', '<rootDir>/test/conformance/**/*.test.ts'],
  moduleNameMapper: { '^(\\.\\./)+src/index\\.ts$': '<rootDir>/test/two-ways/twin.ts' },
  testTimeout: 30_000,
}
