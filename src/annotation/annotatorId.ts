const localPrefix = 'local:';

/** Identity of someone who is not connected to Argilla. `id` is a UUID made once for this user. */
export function localAnnotator(id: string): string {
  return localPrefix + id;
}

/** Identity of an Argilla user: `argilla:<origin>/<user id>`. Any URL of the server gives the same identity. */
export function argillaAnnotator(origin: string, userId: string): string {
  return `argilla:${new URL(origin).origin}/${userId}`;
}

export function isLocalAnnotator(annotator: string): boolean {
  return annotator.startsWith(localPrefix);
}
