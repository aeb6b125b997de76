import { AppError } from '@lakeward/core';
import { visibleText } from './visible-text';

/** Markup that is safe to write into a page. Only {@link markup} makes it; nothing else has its form. */
export class Markup {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  /** The markup itself, for the end of the line: the page's file. */
  toString(): string {
    return this.#markup;
  }

  /** Takes `markup` as it is. For text that this package itself holds; never for data. */
  static trusted(markup: string): Markup {
    return new Markup(markup);
  }
}

/** What {@link markup} takes: markup stays, text and numbers are escaped, nothing is nothing. */
export type Content = Markup | string | number | bigint | null | undefined | false | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Text as it is safe between tags and in quoted attributes; what cannot be seen is named. */
export function escapeText(text: string): string {
  return visibleText(text).replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? character);
}

/**
 * Markup with escaped values: `` markup`<td>${name}</td>` ``. A value in an attribute needs quotes around it;
 * `REPORT_UNQUOTED_ATTRIBUTE` where they are missing, since white space in the value would end it.
 */
export function markup(chunks: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = chunks[0] ?? '';
  values.forEach((value, index) => {
    if (chunks[index]?.endsWith('=') === true) throw unquotedAttribute(chunks[index]);
    text += written(value) + (chunks[index + 1] ?? '');
  });
  return Markup.trusted(text);
}

/** Pieces one after the other, with `separator` between them; empty ones are left out with their separator. */
export function joined(pieces: readonly Content[], separator: Content = ''): Markup {
  const between = written(separator);
  return Markup.trusted(
    pieces
      .map(written)
      .filter((piece) => piece !== '')
      .join(between),
  );
}

function written(value: Content): string {
  if (value instanceof Markup) return value.toString();
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'object') return value.map(written).join('');
  return typeof value === 'string' ? escapeText(value) : String(value);
}

function unquotedAttribute(chunk: string): AppError {
  return new AppError({
    code: 'REPORT_UNQUOTED_ATTRIBUTE',
    message: `A value stands in an attribute without quotes: ...${chunk.slice(-40)}`,
    remedy: 'Put the value between double quotes.',
  });
}
