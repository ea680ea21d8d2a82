import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { TouchstoneError } from '../../platform/errors.ts';

const example = '["python3", "{file}"]';
const first = (): string => l10n.t('The first entry names a program');
const text = (): string => l10n.t('Expected a text');
const list = (error: () => string): z.ZodType<[string, ...string[]]> =>
  z.tuple([z.string({ error: first }).min(1, { error: first })], z.string({ error: text }), { error });

/** A runner that the user wrote, for a language of its own or in place of a built-in one. */
const ownRunnerSchema = z
  .strictObject(
    {
      /** Program and arguments. `{file}`, `{entry}` and `{out}` are filled in; `{out}` alone starts what was compiled. */
      command: list(() =>
        l10n.t('Expected a list of a program and its arguments, such as {0}', example),
      ).optional(),
      /** Compiler and arguments: it makes `{out}` from `{file}`. */
      compile: list(() =>
        l10n.t('Expected a list of a compiler and its arguments, such as {0}', example),
      ).optional(),
      fileName: z
        .string({ error: () => l10n.t('Expected a file name') })
        .regex(/^[A-Za-z0-9][\w.-]{0,60}$/, {
          error: () => l10n.t('Expected a plain file name, such as main.rb'),
        })
        .optional(),
      versionArgs: z
        .array(z.string(), {
          error: () => l10n.t('Expected a list of arguments, such as {0}', '["--version"]'),
        })
        .optional(),
      env: z
        .record(
          z.string().regex(/^[A-Za-z_]\w*$/, { error: () => l10n.t('Expected the name of a variable') }),
          z.string({ error: text }),
        )
        .optional(),
      /** Further folders that it reads from, for the sandbox. */
      visible: z
        .array(
          z.string().regex(/^(?:\/|[A-Za-z]:[\\/])/, { error: () => l10n.t('Expected an absolute path') }),
          { error: () => l10n.t('Expected a list of folders') },
        )
        .optional(),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? l10n.t(
              'Unknown: {0}; known are {1}',
              issue.keys.join(', '),
              'command, compile, fileName, versionArgs, env, visible',
            )
          : l10n.t('Expected an object, such as {0}', `{ "command": ${example} }`),
    },
  )
  .refine((own) => own.command !== undefined || own.compile !== undefined, {
    error: () => l10n.t('Expected a command, or a compile step'),
    path: ['command'],
  });

/**
 * The setting `touchstone.run.runners`: a command (and more, for a new language) for each language, such as
 * `{ "python": { "command": ["/opt/python3.12/bin/python", "{file}"] } }`.
 */
export const runnerSettingsSchema = z.record(z.string().min(1), ownRunnerSchema, {
  error: () =>
    l10n.t('Expected an object with languages, such as {0}', `{ "python": { "command": ${example} } }`),
});
export type RunnerSettings = z.output<typeof runnerSettingsSchema>;

/** The setting's value, checked. Errors: `config-invalid`, which names the language and the field. */
export function parseRunnerSettings(value: unknown): RunnerSettings {
  const parsed = runnerSettingsSchema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.');
  throw new TouchstoneError(
    'config-invalid',
    l10n.t(
      'The setting touchstone.run.runners{0}: {1}.',
      field ? `, ${field}` : '',
      issue?.message ?? l10n.t('not valid'),
    ),
    l10n.t('Correct it in the settings, or remove it.'),
  );
}
