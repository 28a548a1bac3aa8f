export default {
  testEnvironment: 'node',
  // By default one core is left idle, which is half of a small machine.
  maxWorkers: '100%',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  setupFiles: ['<rootDir>/test/plain-environment.ts'],
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
