/** Identity of someone who is not connected to Argilla. `id` is a UUID made once for this user. */
export function localAnnotator(id: string): string {
  return `local:${id}`;
}

/** Identity of an Argilla user: `argilla:<origin>/<user id>`. Any URL of the server gives the same identity. */
export function argillaAnnotator(origin: string, userId: string): string {
  return `argilla:${new URL(origin).origin}/${userId}`;
}

/** The server of an Argilla user's identity; undefined for one of a machine. */
export function addressOf(annotator: string): string | undefined {
  return /^argilla:(.*)\/[^/]*$/s.exec(annotator)?.[1];
}
