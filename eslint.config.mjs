import jupyter from '@jupyter/eslint-plugin';
import reactHooks from 'eslint-plugin-react-hooks';
import typescript from 'typescript-eslint';

/** The plugin only warns where it cannot be sure; here a warning would be overlooked. */
const asErrors = rules =>
  Object.fromEntries(
    Object.entries(rules).map(([rule, level]) => [
      rule,
      level === 'off' ? 'off' : 'error'
    ])
  );

export default typescript.config(
  {
    ignores: [
      'lib',
      'src/api/generated',
      'jupyterlab_canvas_share/labextension',
      'jupyterlab_canvas_share/canvas_page/static',
      'node_modules',
      '.venv',
      'build-output',
      'dist'
    ]
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    extends: [typescript.configs.recommended],
    plugins: { jupyter, 'react-hooks': reactHooks },
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname
      }
    },
    rules: {
      ...reactHooks.configs.recommended.rules,
      '@typescript-eslint/no-explicit-any': 'off',
      eqeqeq: 'error'
    }
  },
  ...jupyter.configs.recommended.map(config => ({
    ...config,
    plugins: { jupyter },
    rules: asErrors(config.rules)
  })),
  {
    files: ['src/**/__tests__/**'],
    plugins: { jupyter },
    rules: { 'jupyter/no-untranslated-string': 'off' }
  }
);
