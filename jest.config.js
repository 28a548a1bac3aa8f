export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Packages of their own, which need the built one.
  modulePathIgnorePatterns: ['<rootDir>/test/consumers/', '<rootDir>/test/clients/'],
  transform: {
    '^.+\\.[jt]s$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }],
  },
  // ESM-only packages that are bundled into the builds, or tested against: swc makes them CommonJS for the tests.
  transformIgnorePatterns: ['/node_modules/(?!(lowdb|steno|chai)/)'],
  coverageProvider: 'v8',
}
