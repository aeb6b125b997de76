import { markup, type Content, type Markup } from '../markup';

/**
 * Tables, or folds with tables, under one filter: the script adds a field that hides rows without the words typed, and folds
 * without such rows.
 */
export function filterable(label: string, hint: string, content: Content): Markup {
  return markup`<div data-filter="${label}" data-hint="${hint}">${content}</div>`;
}
