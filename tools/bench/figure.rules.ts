const GROUPED = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A whole number with its thousands apart: 12,345. */
export const whole = (value: number): string => GROUPED.format(value);

/** Three figures where the number is small, whole where it is large. */
export const fine = (value: number): string => (value < 100 ? value.toFixed(value < 10 ? 2 : 1) : whole(value));

/** A part of one: 3.4 %. */
export const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
