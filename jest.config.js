/** Behaviour of the components, the Canvas page and the views, in jsdom. The wire is the one thing played. */
const typescript = [
  'ts-jest',
  {
    tsconfig: {
      module: 'commonjs',
      target: 'ES2022',
      jsx: 'react',
      allowJs: true,
      esModuleInterop: true,
      // tsc checks the types of the whole tree; not again file by file
      isolatedModules: true
    },
    diagnostics: false
  }
];

/** Published as ES modules alone, which jest does not read as they are. */
const ES_MODULES = ['@jupyterlab', '@jupyter', '@microsoft', 'exenv-es6'];

module.exports = {
  testEnvironment: 'jsdom',
  testTimeout: 30_000,
  roots: ['<rootDir>/src'],
  setupFiles: ['<rootDir>/jest.setup.js'],
  testMatch: ['**/__tests__/**/*.spec.{ts,tsx}'],
  transform: {
    '\\.svg$': '<rootDir>/jest.svg.js',
    '\\.[jt]sx?$': typescript
  },
  transformIgnorePatterns: [`/node_modules/(?!(${ES_MODULES.join('|')})/)`]
};
