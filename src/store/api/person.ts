/** Who annotates. */
export interface Person {
  /** What answers, history and outbox call the person: one of the names. */
  annotator: string;
  names: string[];
  /** What the name is told as, where that is known. */
  label?: string;
}

/** Somebody else who has answered here, for all that is known. */
export interface OtherPerson {
  annotator: string;
  /** `label`: the user's name in Argilla, where it is known. */
  names: { name: string; label?: string }[];
  /** Answers, drafts among them, and when the last was given (ISO 8601, UTC). */
  answers: number;
  lastAt: string;
  /** The user has said that it is somebody else. */
  isStranger: boolean;
}
