/** The text as a regular expression that matches just it; a slash becomes `\/`. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
