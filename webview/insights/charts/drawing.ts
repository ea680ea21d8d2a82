/** A chart as it was drawn for a width, in pixels. */
export interface Drawing {
  height: number;
  /** Axes and what explains them: it does nothing. */
  still: SVGElement[];
  /** What has words, and mostly opens tasks. */
  marks: SVGElement[];
}
