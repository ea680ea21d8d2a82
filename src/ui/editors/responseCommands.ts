import { fromKey, pickSide, sideFrom, taskIdOf, type App, type Commands } from '../common/commands.ts';

/** Generating, comparing and correcting responses. */
export function responseCommands(app: App): Commands {
  const { panel, generation } = app;

  return {
    async generate(argument) {
      return generation.generate(taskIdOf(app, argument));
    },
    generateAll: () => generation.generateAll(),
    stopGenerating: (argument) => generation.stop(taskIdOf(app, argument)),

    async compareInDiffEditor(argument) {
      if (fromKey(argument) && !panel.visible) return undefined;
      return app.responses.compare(taskIdOf(app, argument));
    },
    /** With `A` or `B`; else the side of the editor, or one that is asked for. */
    async compareWithCorrection(argument, side) {
      const chosen = sideFrom(app, side) ?? (await pickSide());
      if (chosen) await app.responses.compareWithCorrection(taskIdOf(app, argument), chosen);
      return chosen;
    },
    openInstruction: (argument) => app.responses.openInstruction(taskIdOf(app, argument)),
    async openResponse(argument, side) {
      const chosen = sideFrom(app, side) ?? (await pickSide());
      if (chosen) await app.responses.open(taskIdOf(app, argument), chosen);
      return chosen;
    },
    async correct(argument, side) {
      if (fromKey(argument)) return panel.do('correct', true);
      return app.corrections.open(taskIdOf(app, argument), sideFrom(app, side), 'code');
    },
    async correctMarkdown(argument, side) {
      return app.corrections.open(taskIdOf(app, argument), sideFrom(app, side), 'markdown');
    },
  };
}
