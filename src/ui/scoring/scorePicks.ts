import * as vscode from 'vscode';
import { responseOf } from '../../domain/sides.ts';
import { correctedToView, correctedFromView } from '../../annotation/answerView.ts';
import { openCriteria, sumOf, wantsCorrection, type Given } from '../../annotation/scoring.ts';
import type { Answer, Side } from '../../domain/annotation.ts';
import type { Criterion, Rubric } from '../../domain/rubric.ts';
import { maxScore, scoreOf } from '../../project/rubricRules.ts';
import { answerOf, ownAnswer } from '../../answers/shownAnswer.ts';
import type { ShownTexts } from '../../domain/annotationHistory.ts';
import { textsOf } from '../../store/api/shownTexts.ts';
import { correctedSide, type Corrections } from '../editors/corrections.ts';
import type { ResponseDocuments } from '../editors/responseDocuments.ts';
import type { CommandParts } from '../session/commands.ts';
import { suggestionSteps, type Step } from './suggestionItems.ts';
import { inputBox, pickFrom, pickItem } from '../common/quickPicks.ts';
import type { Look } from '../session/session.ts';
import { clip, joined, ownTitle, plain } from '../common/taskText.ts';

const sides = ['A', 'B'] as const;

/** One criterion of one shown response. */
interface Place {
  side: Side;
  criterion: Criterion;
}

interface ScoringParts extends Pick<CommandParts, 'projects' | 'panel'> {
  corrections: Corrections;
  responses: ResponseDocuments;
  acts: { judge(taskId: string, status: 'submitted' | 'discarded', shown?: ShownTexts): Promise<unknown> };
}

/** A whole judgement by quick picks, without the review panel. Everything that is picked is stored at once. */
export class ScorePicks {
  readonly #parts: ScoringParts;

  constructor(parts: ScoringParts) {
    this.#parts = parts;
  }

  /**
   * Asks for the points that are open, of one shown response or of both, one criterion after the other; a digit is enough. Resolves
   * to whether all are given.
   */
  async points(taskId: string, side?: Side): Promise<boolean> {
    const { rubric } = (await this.#parts.projects.need()).project.config;
    const all = placesOf(rubric).filter((place) => side === undefined || place.side === side);
    const look = await this.#look(taskId);
    const open = openPlaces(look, rubric).filter((place) => side === undefined || place.side === side);
    const places = open.length > 0 ? open : all;
    for (let at = 0; at < places.length;) {
      const place = places[at];
      if (!place) break;
      const answer = await this.#ask(taskId, place, { at, of: places.length });
      if (answer === undefined) return false;
      at = Math.max(0, at + (answer === 'back' ? -1 : 1));
    }
    return true;
  }

  /** The sum of a shown response, once all its points are given. */
  async score(taskId: string, side: Side): Promise<number | undefined> {
    if (!(await this.points(taskId, side))) return undefined;
    const { annotation, shownOrder } = await this.#look(taskId);
    return responseOf(shownOrder, side) === 1 ? annotation?.score1 : annotation?.score2;
  }

  /** The open points first, then a list of the whole answer and what can be done with it. */
  async judge(taskId: string): Promise<void> {
    const first = await this.#look(taskId);
    const { rubric } = (await this.#parts.projects.need()).project.config;
    if (openPlaces(first, rubric).length > 0 && !(await this.points(taskId))) return;
    for (;;) {
      const step = await this.#list(taskId);
      if (!step?.run) return;
      await step.run();
      if (!step.stays) return;
    }
  }

  async #look(taskId: string): Promise<Look> {
    await this.#parts.panel.settled();
    return (await this.#parts.projects.need()).look(taskId);
  }

  async #list(taskId: string): Promise<Step | undefined> {
    const { rubric } = (await this.#parts.projects.need()).project.config;
    const look = await this.#look(taskId);
    const steps = this.#steps(look, rubric);
    return pickFrom<Step, Step>((pick, done) => {
      pick.title = plain(clip(ownTitle(look.task, look.namesake), 60));
      pick.placeholder = vscode.l10n.t('Change anything, then submit');
      pick.items = steps;
      pick.matchOnDescription = true;
      const start = steps.find((step) => step.open);
      pick.activeItems = start ? [start] : [];
      pick.onDidAccept(() => done(pick.activeItems[0]));
    });
  }

  #steps(look: Look, rubric: Rubric): Step[] {
    const taskId = look.task.id;
    const answer = ownAnswer(look);
    const { projects, panel, corrections, responses, acts } = this.#parts;
    const wanted =
      answer.corrected === undefined &&
      wantsCorrection(
        rubric,
        sides.map((side) => givenTo(look, side)),
      );
    const open = openPlaces(look, rubric);
    return [
      ...placesOf(rubric).map((place): Step => {
        const given = pointsOf(look, place);
        return {
          label: `${place.side} · ${place.criterion.title}`,
          description:
            given === undefined
              ? vscode.l10n.t('open')
              : joined(
                  ' · ',
                  vscode.l10n.t('{0} of {1}', given, place.criterion.max),
                  place.criterion.levels?.[given],
                ),
          run: () => this.#ask(taskId, place),
          stays: true,
          open: open.some(({ side, criterion }) => side === place.side && criterion === place.criterion),
        };
      }),
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      ...suggestionSteps(projects, look),
      {
        label: `$(edit) ${vscode.l10n.t('Which response is corrected')}`,
        description: wanted
          ? vscode.l10n.t('Both are at or below {0}: please correct one.', rubric.correctAtOrBelow ?? 0)
          : correctedLabel(answer, look),
        run: () => this.#corrected(taskId),
        stays: true,
        open: wanted,
      },
      {
        label: `$(go-to-file) ${vscode.l10n.t('Edit the correction in an editor')}`,
        run: () => corrections.open(taskId, correctedSide(look), 'code'),
      },
      {
        label: `$(comment) ${vscode.l10n.t('Comment')}`,
        description: clip(plain((answer.comments ?? '').replace(/\s+/g, ' ')), 80),
        run: () => this.#comment(look, answer),
        stays: true,
      },
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      {
        label: `$(check) ${vscode.l10n.t('Submit')}`,
        description: scoresText(look, rubric),
        run: () => acts.judge(taskId, 'submitted', textsOf(look)),
        open: true,
      },
      {
        label: `$(trash) ${vscode.l10n.t('Discard')}`,
        run: () => acts.judge(taskId, 'discarded', textsOf(look)),
      },
      {
        label: `$(book) ${vscode.l10n.t('Read the instruction')}`,
        run: () => responses.openInstruction(taskId),
      },
      {
        label: `$(open-preview) ${vscode.l10n.t('Open in the review panel')}`,
        run: () => panel.show(taskId),
      },
    ];
  }

  /** Asks for the points of one criterion and stores them. */
  async #ask(
    taskId: string,
    place: Place,
    step?: { at: number; of: number },
  ): Promise<number | 'back' | undefined> {
    const session = await this.#parts.projects.need();
    const look = await this.#look(taskId);
    const answer = await pickPoints(place, pointsOf(look, place), step);
    if (typeof answer !== 'number') return answer;
    await this.#parts.panel.settled();
    await session.answers.edit(taskId, ({ annotation, shownOrder }) => {
      const former = answerOf(annotation);
      const points = responseOf(shownOrder, place.side) === 1 ? 'points1' : 'points2';
      const score = points === 'points1' ? 'score1' : 'score2';
      const given = { ...former[points], [place.criterion.id]: answer };
      // A score without points (as from Argilla's page) ends where points begin.
      return {
        status: 'draft',
        answer: { ...former, [points]: given, [score]: scoreOf(session.project.config.rubric, given) },
        shown: textsOf(look),
      };
    });
    return answer;
  }

  async #corrected(taskId: string): Promise<void> {
    const session = await this.#parts.projects.need();
    const look = await this.#look(taskId);
    const { shownOrder } = look;
    const none = { label: vscode.l10n.t('No answer'), value: undefined };
    const picked = await pickItem(
      [
        ...(['A', 'B', 'combination', 'neither'] as const).map((value) => ({ label: labels(value), value })),
        none,
      ],
      vscode.l10n.t('Which response is corrected?'),
    );
    if (!picked) return;
    const corrected = picked.value && correctedFromView(picked.value, shownOrder);
    await session.answers.edit(taskId, ({ annotation }) => ({
      status: 'draft',
      answer: { ...answerOf(annotation), corrected },
      shown: textsOf(look),
    }));
  }

  /** One line is edited; to several, one is added. */
  async #comment(shown: Look, { comments = '' }: Answer): Promise<void> {
    const session = await this.#parts.projects.need();
    const several = comments.includes('\n');
    const text = await inputBox({
      title: vscode.l10n.t('Comment'),
      prompt: several ? vscode.l10n.t('Added as a new line to the comments that are there') : undefined,
      value: several ? '' : comments,
    });
    if (text === undefined || (several && text.trim() === '')) return;
    await session.answers.edit(shown.task.id, (look) => {
      const own = ownAnswer(look).comments;
      const answer = { ...answerOf(look.annotation), comments: several && own ? `${own}\n${text}` : text };
      return { status: 'draft', answer, shown: textsOf(shown) };
    });
  }
}

function pickPoints(
  { side, criterion }: Place,
  given: number | undefined,
  step: { at: number; of: number } | undefined,
): Promise<number | 'back' | undefined> {
  return pickFrom<vscode.QuickPickItem & { value: number }, number | 'back'>((pick, done) => {
    pick.title = vscode.l10n.t('Response {0}: {1}', side, criterion.title);
    pick.placeholder = joined(' · ', vscode.l10n.t('0 to {0}', criterion.max), criterion.description);
    pick.step = step && step.at + 1;
    pick.totalSteps = step?.of;
    pick.buttons = step && step.at > 0 ? [vscode.QuickInputButtons.Back] : [];
    pick.items = Array.from({ length: criterion.max + 1 }, (_, value) => ({
      label: String(value),
      description: criterion.levels?.[value],
      value,
    }));
    const now = pick.items.find((item) => item.value === given);
    if (now) pick.activeItems = [now];
    pick.onDidChangeValue((value) => {
      // One digit is enough, unless it may be the first of ten.
      const points = /^\d+$/.test(value) ? Number(value) : undefined;
      if (points === undefined || points > criterion.max || (criterion.max >= 10 && value === '1')) return;
      done(points);
    });
    pick.onDidAccept(() => done(pick.activeItems[0]?.value));
    pick.onDidTriggerButton(() => done('back'));
  });
}

function placesOf({ criteria }: Rubric): Place[] {
  return sides.flatMap((side) => criteria.map((criterion) => ({ side, criterion })));
}

function givenTo({ annotation, shownOrder }: Look, side: Side): Given {
  return responseOf(shownOrder, side) === 1
    ? { points: annotation?.points1, score: annotation?.score1 }
    : { points: annotation?.points2, score: annotation?.score2 };
}

function pointsOf(look: Look, { side, criterion }: Place): number | undefined {
  return givenTo(look, side).points?.[criterion.id];
}

function openPlaces(look: Look, { criteria }: Rubric): Place[] {
  return sides.flatMap((side) =>
    openCriteria(criteria, givenTo(look, side)).map((criterion) => ({ side, criterion })),
  );
}

/** "A 5 · B 3". */
export function scoresText(look: Look, rubric: Rubric): string {
  return sides.map((side) => `${side} ${sumOf(rubric.criteria, givenTo(look, side)) ?? '–'}`).join(' · ');
}

/** For screen readers and tooltips: "Response A: 5 of 7". */
export function scoresWords(look: Look, rubric: Rubric): string[] {
  return sides.map((side) => {
    const sum = sumOf(rubric.criteria, givenTo(look, side));
    return sum === undefined
      ? vscode.l10n.t('Response {0}: not scored yet', side)
      : vscode.l10n.t('Response {0}: {1} of {2}', side, sum, maxScore(rubric));
  });
}

type CorrectedView = ReturnType<typeof correctedToView>;

function labels(value: CorrectedView): string {
  if (value === 'combination') return vscode.l10n.t('A combination of both');
  return value === 'neither' ? vscode.l10n.t('Neither') : vscode.l10n.t('Response {0}', value);
}

function correctedLabel({ corrected }: Answer, { shownOrder }: Look): string {
  return corrected ? labels(correctedToView(corrected, shownOrder)) : '';
}
