/** Colours as red, green and blue, 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** A line through points, in pixels from the upper left corner. */
export interface LineShape {
  readonly kind: 'line';
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly colour: Colour;
  readonly width: number;
  readonly isDashed: boolean;
}

/** A text; `y` is its baseline. */
export interface TextShape {
  readonly kind: 'text';
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  /** Height of a line of text in pixels. */
  readonly size: number;
  readonly colour: Colour;
  /** Read from below upwards. */
  readonly isVertical: boolean;
}

/** What a picture is made of. */
export type Shape = LineShape | TextShape;

/** A picture before it is written in some format. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly background: Colour;
  readonly shapes: readonly Shape[];
  /** What it shows, for those who cannot see it. */
  readonly description: string;
}
