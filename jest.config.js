/** Behaviour of the components and the Canvas page, in jsdom. The wire is the one thing played. */
module.exports = {
  testEnvironment: 'jsdom',
  roots: ['<rootDir>/src'],
  testMatch: ['**/__tests__/**/*.spec.{ts,tsx}'],
  setupFilesAfterEnv: ['@testing-library/jest-dom'],
  transform: {
    // tsc checks the types of the whole tree; here they would be checked file by file again
    '^.+\\.tsx?$': [
      'ts-jest',
      {
        isolatedModules: true,
        tsconfig: {
          module: 'commonjs',
          target: 'ES2022',
          jsx: 'react',
          esModuleInterop: true
        }
      }
    ]
  }
};
