import * as v from 'valibot';

/** Text that is not empty. */
export const text = () => v.pipe(v.string(), v.minLength(1, 'is empty'));

/** Text of a given form; `message` completes the sentence "X ...". */
export const matching = (pattern: RegExp, message: string) => v.pipe(v.string(), v.regex(pattern, message));

/** A whole number of at least `minimum`. */
export const wholeNumber = (minimum = 0) =>
  v.pipe(
    v.string(),
    v.regex(/^\d+$/, 'is not a whole number'),
    v.transform(Number),
    v.minValue(minimum, `is below ${minimum}`),
  );

/** A comma-separated list of at least one item; white space around items is dropped. */
export const list = () =>
  v.pipe(
    v.string(),
    v.transform((value) =>
      value
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    ),
    v.minLength(1, 'has no items'),
  );

/** A comma-separated list that may be empty. */
export const optionalList = () =>
  v.pipe(
    v.string(),
    v.transform((value) =>
      value
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    ),
  );
