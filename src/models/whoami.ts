import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { TouchstoneError } from '../platform/errors.ts';
import type { Http } from '../platform/http.ts';
import type { Secrets } from '../platform/secrets.ts';

export interface HuggingFaceUser {
  name: string;
  fullName?: string;
  /** The token's own name and role (`read`, `write`, `fineGrained`), where the Hub tells. */
  tokenName?: string;
  tokenRole?: string;
}

const answer = z.object({
  name: z.string(),
  fullname: z.string().nullish(),
  auth: z
    .object({
      accessToken: z.object({ displayName: z.string().nullish(), role: z.string().nullish() }).nullish(),
    })
    .nullish(),
});

/**
 * Whose Hugging Face token it is (`GET {hub}/api/whoami-v2`), asked of the Hub alone.
 * Errors: `model-unauthorized`, `network-*`, `cancelled`.
 */
export async function whoami(
  token: string,
  deps: { http: Http; secrets: Pick<Secrets, 'hub'>; signal?: AbortSignal },
): Promise<HuggingFaceUser> {
  const { hub } = deps.secrets;
  const response = await deps.http.request(`${hub}/api/whoami-v2`, {
    secretHeaders: { authorization: `Bearer ${token}` },
    ...(deps.signal ? { signal: deps.signal } : {}),
  });
  if (response.status === 401 || response.status === 403) {
    await response.discard();
    throw new TouchstoneError('model-unauthorized', l10n.t('Hugging Face does not know this token.'), {
      status: response.status,
      action: l10n.t('Copy a valid one from {0}/settings/tokens.', hub),
    });
  }
  if (response.status !== 200) {
    await response.discard();
    throw new TouchstoneError('network-bad-answer', l10n.t('{0} answered {1}.', hub, response.status), {
      status: response.status,
    });
  }
  const parsed = answer.safeParse(await response.json());
  if (!parsed.success)
    throw new TouchstoneError(
      'network-bad-answer',
      l10n.t('{0} does not answer as the Hugging Face Hub does.', hub),
      { detail: z.prettifyError(parsed.error) },
    );
  const { name, fullname, auth } = parsed.data;
  return {
    name,
    ...(fullname ? { fullName: fullname } : {}),
    ...(auth?.accessToken?.displayName ? { tokenName: auth.accessToken.displayName } : {}),
    ...(auth?.accessToken?.role ? { tokenRole: auth.accessToken.role } : {}),
  };
}
