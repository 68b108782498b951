/** Behaviour of the components and the Canvas page, in jsdom. The wire is the one thing played. */
module.exports = {
  testEnvironment: 'jsdom',
  roots: ['<rootDir>/src'],
  testMatch: ['**/__tests__/**/*.spec.{ts,tsx}'],
  transform: {
    '^.+\\.tsx?$': [
      'ts-jest',
      {
        tsconfig: {
          module: 'commonjs',
          target: 'ES2022',
          jsx: 'react',
          esModuleInterop: true,
          // tsc checks the types of the whole tree; not again file by file
          isolatedModules: true
        }
      }
    ]
  }
};
