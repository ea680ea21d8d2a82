import type { Rubric } from '../../domain/rubric.ts';

/** A project whose models are ranked together with others, as the editor's part knows it. */
export interface ProjectFacts {
  /** Absolute path of its folder. */
  folder: string;
  name: string;
  /** By their real names: models are told apart by them. */
  models: [string, string];
  blind: boolean;
  guidelinesVersion: string;
  rubric: Rubric;
}

/** A task of it that was judged. */
export interface ComparedTask {
  id: string;
  instruction: string;
  /** The mean score of its first model less that of the second. */
  lead: number;
  /** The project is blind, and whoever looks has not submitted it. */
  isUnseen: boolean;
}

export interface ComparedProject extends ProjectFacts {
  /** Models are not named: it is blind, and something is left to score. */
  isHidden: boolean;
  tasks: ComparedTask[];
}

/** Why a project is not compared, in words. */
export interface RefusedProject {
  folder: string;
  name: string;
  refused: string;
}
