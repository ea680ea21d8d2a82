import { z } from 'zod';
import { TouchstoneError } from '../platform/errors.ts';
import type { Http } from '../platform/http.ts';

export interface HuggingFaceUser {
  name: string;
  fullName?: string;
  /** The token's own name and role (`read`, `write`, `fineGrained`), where the Hub tells. */
  tokenName?: string;
  tokenRole?: string;
}

const whoami = z.object({
  name: z.string(),
  fullname: z.string().nullish(),
  auth: z
    .object({
      accessToken: z.object({ displayName: z.string().nullish(), role: z.string().nullish() }).nullish(),
    })
    .nullish(),
});

/**
 * Whose Hugging Face token it is (`GET {hub}/api/whoami-v2`). `hub` comes from `Secrets`, never from a project.
 * Errors: `model-unauthorized`, `network-*`.
 */
export async function whoAmI(
  http: Http,
  hub: string,
  token: string,
  signal?: AbortSignal,
): Promise<HuggingFaceUser> {
  const response = await http.request(`${hub}/api/whoami-v2`, {
    secretHeaders: { authorization: `Bearer ${token}` },
    ...(signal ? { signal } : {}),
  });
  if (response.status === 401 || response.status === 403) {
    await response.discard();
    throw new TouchstoneError('model-unauthorized', 'Hugging Face does not know this token.', {
      status: response.status,
      action: `Copy a valid one from ${hub}/settings/tokens.`,
    });
  }
  if (response.status !== 200) {
    await response.discard();
    throw new TouchstoneError('network-bad-answer', `${hub} answered ${response.status}.`, {
      status: response.status,
    });
  }
  const parsed = whoami.safeParse(await response.json());
  if (!parsed.success)
    throw new TouchstoneError('network-bad-answer', `${hub} does not answer as the Hugging Face Hub does.`, {
      detail: z.prettifyError(parsed.error),
    });
  const { name, fullname, auth } = parsed.data;
  return {
    name,
    ...(fullname ? { fullName: fullname } : {}),
    ...(auth?.accessToken?.displayName ? { tokenName: auth.accessToken.displayName } : {}),
    ...(auth?.accessToken?.role ? { tokenRole: auth.accessToken.role } : {}),
  };
}
