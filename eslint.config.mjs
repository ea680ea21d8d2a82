import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { someAsserted } from './scripts/lint/someAsserted.mjs';

/** The rules of rooms are checked by reading the source: what it imports has to be written there. */
const importsThatLintCannotFollow = [
  {
    selector: 'ImportExpression[source.type!="Literal"]',
    message: 'Write what is imported as one literal: lint follows it.',
  },
  {
    selector:
      ':matches(ImportSpecifier[imported.name="createRequire"], [property.name="createRequire"], MemberExpression > Literal[value="createRequire"])',
    message: 'Use import: lint follows it.',
  },
  {
    selector:
      'NewExpression[callee.name="URL"][arguments.0.type!="Literal"][arguments.1.object.type="MetaProperty"]',
    message: 'Write the file as one literal: lint follows it.',
  },
];

export default tseslint.config(
  { ignores: ['dist/**', 'dist-test/**', 'node_modules/**', '**/node_modules/**', 'test-results/**'] },
  js.configs.recommended,
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        URLSearchParams: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        setImmediate: 'readonly',
        Buffer: 'readonly',
        AbortSignal: 'readonly',
        AbortController: 'readonly',
        TextDecoder: 'readonly',
        TextEncoder: 'readonly',
        performance: 'readonly',
        structuredClone: 'readonly',
        document: 'readonly',
        window: 'readonly',
        globalThis: 'readonly',
      },
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              package: 'node:test',
              name: ['test', 'it', 'describe', 'suite', 'before', 'after', 'beforeEach', 'afterEach'],
            },
          ],
        },
      ],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'CallExpression[callee.property.name="t"]:matches([callee.object.name="l10n"], [callee.object.property.name="l10n"])[arguments.0.type!="Literal"]',
          message: 'A text is found for translation by reading the source: write it as one literal.',
        },
        {
          selector: 'ImportDeclaration[source.value="zod"] > ImportSpecifier[imported.name="z"]',
          message: 'Write import * as z: the object z brings all of zod into the bundle.',
        },
        ...importsThatLintCannotFollow,
      ],
    },
  },
  {
    files: ['webview/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...importsThatLintCannotFollow] },
  },
  {
    files: ['test/**/*.ts'],
    plugins: { touchstone: { rules: { 'some-asserted': someAsserted } } },
    rules: {
      'touchstone/some-asserted': 'error',
      'no-console': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-floating-promises': 'off',
    },
  },
);
