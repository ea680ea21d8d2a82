import { fromKey, type CommandParts, type Commands } from '../session/commands.ts';
import type { GenerationController } from '../generation/generationController.ts';
import type { Corrections } from './corrections.ts';
import type { ResponseDocuments } from './responseDocuments.ts';

interface ResponseParts extends CommandParts {
  generation: GenerationController;
  responses: ResponseDocuments;
  corrections: Corrections;
}

/** Generating, comparing and correcting responses. */
export function responseCommands({ panel, generation, responses, corrections, inFront }: ResponseParts) {
  return {
    generate: (argument) => generation.generate(inFront.task(argument)),
    generateAll: () => generation.generateAll(),
    showGenerationFailures: () => generation.showFailures(),

    async compareInDiffEditor(argument) {
      if (fromKey(argument) && !panel.visible) return undefined;
      return responses.compare(inFront.task(argument));
    },
    /** With `A` or `B`; else the side of the editor, or one that is asked for. */
    async compareWithCorrection(argument, side) {
      const chosen = await inFront.sideOrAsk(side);
      if (chosen) await responses.compareWithCorrection(inFront.task(argument), chosen);
      return chosen;
    },
    openInstruction: (argument) => responses.openInstruction(inFront.task(argument)),
    async openResponse(argument, side) {
      const chosen = await inFront.sideOrAsk(side);
      if (chosen) await responses.open(inFront.task(argument), chosen);
      return chosen;
    },
    async correct(argument, side) {
      if (fromKey(argument)) return panel.do('correct', true);
      return corrections.open(inFront.task(argument), inFront.side(side), 'code');
    },
    correctMarkdown: (argument, side) =>
      corrections.open(inFront.task(argument), inFront.side(side), 'markdown'),
  } satisfies Commands;
}
