/** A double as Java and so Athena writes it: `12.5`, `1.0E10`, `1.0E-5`, `NaN`, `Infinity`. */
export function doubleText(value: number): string {
  return layOut(value, (finite) => finite.toExponential());
}

/** A 32-bit float in the same form, with the fewest digits that name it. */
export function realText(value: number): string {
  return layOut(value, (finite) => {
    for (let digits = 0; digits < 8; digits += 1) {
      const text = finite.toExponential(digits);
      if (Math.fround(Number(text)) === finite) return text;
    }
    return finite.toExponential(8);
  });
}

/** Plain between 1.0E-3 and 1.0E7, scientific beyond (Double.toString of Java). */
function layOut(value: number, exponential: (finite: number) => string): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', power = ''] = exponential(Math.abs(value)).split('e');
  const digits = mantissa.replace('.', '');
  const exponent = Number(power);
  const sign = value < 0 ? '-' : '';
  if (exponent >= 7 || exponent < -3) {
    return `${sign}${digits.charAt(0)}.${digits.slice(1) || '0'}E${exponent}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}
