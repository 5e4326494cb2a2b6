/** Where things are on the page. All in points of 1/72 inch, from the top left corner of the page. */

export const mm = (millimetres: number) => (millimetres * 72) / 25.4;

/** ISO 216. */
export const page = { width: mm(210), height: mm(297) } as const;
export const margins = { left: mm(25), right: mm(20), top: mm(26), bottom: mm(22) } as const;
export const textWidth = page.width - margins.left - margins.right;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Windows of envelopes, as the part of page 1 that shows in them wherever the folded sheet slips to. */
export const windows = {
  /** DIN 5008 form B, and UNI envelopes with the window on the left: 20 mm from the left, 45 to 90 mm from the top. */
  left: { x: mm(22), y: mm(50), width: mm(78), height: mm(36) },
  /**
   * Italian business envelopes of 110 by 230 mm with the window on the right, 100 by 35 mm, 20 mm from the right and
   * from the bottom edge. The sheet is folded into three, 99 by 210 mm, and can slip by 11 mm down and 20 mm sideways:
   * what always shows is 110 to 190 mm from the left, 55 to 79 mm from the top.
   */
  right: { x: mm(112), y: mm(54.5), width: mm(78), height: mm(25) },
} as const satisfies Record<string, Box>;

/** The envelopes in use. */
export const addressWindow: Box = windows.right;

/** Where the sheet is folded, from the top. */
export const folds = [mm(99), mm(198)] as const;
