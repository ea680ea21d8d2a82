import { suggest, takeAll } from '../answers/suggestionActs.ts';
import * as vscode from 'vscode';
import * as z from 'zod';
import type { LineComments } from '../editors/lineCommentThreads.ts';
import type { ScorePicks } from './scorePicks.ts';
import { fromKey, pickSide, type CommandParts, type Commands } from '../session/commands.ts';
import type { ResponseDocuments } from '../editors/responseDocuments.ts';
import { flash } from '../common/notifications.ts';

interface ScoreParts extends CommandParts {
  responses: ResponseDocuments;
  picks: ScorePicks;
  lineComments: LineComments;
}

const lineComment = z.object({
  text: z.string().trim().min(1),
  /** 1-based; the selection's lines, if not given. */
  startLine: z.number().int().min(1).optional(),
  endLine: z.number().int().min(1).optional(),
});

/** Judging in editors, without the panel: scores, and comments on lines. */
export function scoreCommands(parts: ScoreParts) {
  const { projects, panel, responses, picks, lineComments: comments, inFront } = parts;
  return {
    scoreTask: (argument) => picks.judge(inFront.task(argument)),
    /** Points for one response: a pick per criterion. Resolves to their sum. */
    async scoreResponse(argument, sideArgument) {
      const taskId = inFront.task(argument);
      const side = await inFront.sideOrAsk(sideArgument);
      return side && picks.score(taskId, side);
    },

    /** Opens the box at the cursor; with `{ text, startLine?, endLine? }` the comment is stored at once and its id returned. */
    async commentLine(argument) {
      const given = lineComment.safeParse(argument).data;
      if (given) {
        const { startLine, endLine } = given;
        return comments.add(given.text, startLine === undefined ? undefined : { startLine, endLine });
      }
      if (await comments.begin()) return undefined;
      const taskId = inFront.task(undefined);
      const side = await pickSide();
      if (!side) return undefined;
      await responses.open(taskId, side);
      flash(vscode.l10n.t('Put the cursor on a line, then comment on it.'), 6000);
      return undefined;
    },
    /** The one for the criterion that has the focus in the panel. */
    takeSuggestion: (argument) => panel.do('take', fromKey(argument)),
    /** All of a task, in the panel or without it. Resolves to how many were taken over. */
    async takeSuggestions(argument) {
      if (fromKey(argument)) return panel.do('takeAll', true);
      const taskId = inFront.task(argument);
      await panel.settled();
      return takeAll(await projects.need(), taskId);
    },
    /** `addSuggestions(taskId, [{ agent, field, value, score?, origin? }])`, as the API's `suggest`. */
    async addSuggestions(taskId, suggestions) {
      await suggest(await projects.need(), z.string().parse(taskId), suggestions);
    },
    saveLineComment: (reply) => comments.save(reply),
    editLineComment: (note) => comments.edit(note),
    saveEditedLineComment: (note) => comments.saveEdited(note),
    cancelLineComment: (note) => comments.cancel(note),
    removeLineComment: (note, id) => comments.remove(note, id),
  } satisfies Commands;
}
