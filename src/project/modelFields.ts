import * as l10n from '@vscode/l10n';
import * as z from 'zod';

/** An address as people paste it: with blanks, quotation marks or brackets around. */
export function asPasted(address: string): string {
  return address.replace(/^[\s"'`<“‘\u200B\uFEFF]+|[\s"'`>”’,;\u200B\uFEFF]+$/g, '');
}

/** What makes the question: an instruction goes to the model that is named, and comes back as a stream. */
const ours = ['messages', 'prompt', 'inputs', 'model', 'stream'];

const secret = /^(?:api[-_]?key|authorization|(?:access|auth|bearer|api)[-_]?token|password|secret)$/i;

export const extraBodySchema = z
  .record(z.string(), z.json())
  .superRefine((fields, ctx) => {
    for (const field of Object.keys(fields)) {
      const message = ours.includes(field)
        ? l10n.t('"{0}" is set by Touchstone and cannot be replaced', field)
        : secret.test(field)
          ? l10n.t('"{0}" must not be here: secrets live in VS Code’s secret storage', field)
          : undefined;
      if (message !== undefined) ctx.addIssue({ code: 'custom', path: [field], message });
    }
  })
  .describe(
    'Further fields of each request, as its server knows them: reasoning_effort, chat_template_kwargs, provider, …',
  );

/** Headers that belong to HTTP itself. */
const reserved =
  /^(?:accept|connection|content-.*|cookie|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|user-agent)$/i;

export const keyHeaderSchema = z
  .string()
  .trim()
  .refine((value) => /^[\w!#$%&'*+.^`|~-]+$/.test(value) && !reserved.test(value), {
    error: () => l10n.t('Expected the name of a header, such as api-key'),
  })
  .describe(
    'Header in which the saved key goes, such as api-key; default: Authorization, as a bearer token.',
  );
