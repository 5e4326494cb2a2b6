/** Where the lines of a scale stand. */

/**
 * Round numbers from 0 to at least the greatest value.
 * @param most greatest value, 0 or more
 * @param wanted about how many steps
 */
export function ticks(most: number, wanted = 4): readonly number[] {
  const rough = Math.max(most, 1) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(
    1,
    [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? rough,
  );
  const steps = Math.max(1, Math.ceil(most / step));
  return Array.from({ length: steps + 1 }, (_, index) => index * step);
}

/** The same for seconds: steps that a clock shows. */
export function secondTicks(most: number, wanted = 4): readonly number[] {
  const steps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600];
  const step = steps.find((one) => one * wanted >= most) ?? Math.ceil(most / wanted / 3_600) * 3_600;
  return Array.from({ length: Math.max(1, Math.ceil(most / step)) + 1 }, (_, index) => index * step);
}
