import fc from 'fast-check';
import { escapeText, joined, markup } from './markup';
import { firstCharacters, visibleText } from './visible-text';

const text = (content: Parameters<typeof joined>[0][number]): string => markup`${content}`.toString();

describe('markup', () => {
  test('escapes what would be markup, in text and in attributes', () => {
    const hostile = `</script><img src=x onerror='alert("1")'>&\``;
    expect(markup`<td title="${hostile}">${hostile}</td>`.toString()).toBe(
      '<td title="&lt;/script&gt;&lt;img src=x onerror=&#39;alert(&quot;1&quot;)&#39;&gt;&amp;&#96;">' +
        '&lt;/script&gt;&lt;img src=x onerror=&#39;alert(&quot;1&quot;)&#39;&gt;&amp;&#96;</td>',
    );
  });

  test('leaves markup as it is, writes lists one after the other, and nothing for nothing', () => {
    expect(text([markup`<b>${1}</b>`, null, undefined, false, '', 2n, ['<', markup`<i></i>`]])).toBe(
      '<b>1</b>2&lt;<i></i>',
    );
  });

  test('refuses a value in an attribute without quotes', () => {
    expect(() => markup`<td class=${'a onclick=alert(1)'}>`).toThrow(
      expect.objectContaining({ code: 'REPORT_UNQUOTED_ATTRIBUTE' }),
    );
  });

  test('joins pieces and leaves out those that are empty', () => {
    expect(joined(['a', '', null, '<'], ' & ').toString()).toBe('a &amp; &lt;');
  });

  test('no text whatever opens a tag, ends an attribute or starts an entity of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (any) => {
        const escaped = escapeText(any);
        expect(escaped).not.toMatch(/[<>"'`]/);
        expect(escaped.replace(/&(?:amp|lt|gt|quot|#39|#96);/g, '')).not.toContain('&');
        expect(escaped.isWellFormed()).toBe(true);
      }),
    );
  });

  test('a field of a megabyte is escaped in a moment', () => {
    const field = '<\u202e"'.repeat(350_000);
    const started = performance.now();
    expect(escapeText(field).length).toBeGreaterThan(field.length * 4);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('visible text', () => {
  test.each([
    ['a right-to-left override', 'user\u202egnp.exe', 'user⟨U+202E⟩gnp.exe'],
    ['a right-to-left mark', 'a\u200fb', 'a⟨U+200F⟩b'],
    ['an isolate that is never closed', '\u2067x', '⟨U+2067⟩x'],
    ['a zero-width space', 'ad\u200bmin', 'ad⟨U+200B⟩min'],
    ['a NUL', 'a\u0000b', 'a⟨U+0000⟩b'],
    ['an escape sequence for a terminal', '\u001b[2J', '⟨U+001B⟩[2J'],
    ['a carriage return', 'a\rb', 'a⟨U+000D⟩b'],
    ['a lone surrogate', 'a\ud800b', 'a⟨U+D800⟩b'],
    ['a tag character beyond the first plane', '\u{e0041}', '⟨U+E0041⟩'],
    ['a line separator', 'a\u2028b', 'a⟨U+2028⟩b'],
  ])('names %s', (_, value, shown) => {
    expect(visibleText(value)).toBe(shown);
  });

  test('leaves line feeds, tabs, letters of all scripts and emoji as they are', () => {
    const plain = 'a\n\tß Ж 漢 עברית 🦆';
    expect(visibleText(plain)).toBe(plain);
  });

  test('is cut between characters, not within one', () => {
    expect(firstCharacters('ab🦆cd', 3)).toBe('ab');
    expect(firstCharacters('ab🦆cd', 4)).toBe('ab🦆');
    expect(firstCharacters('abc', 3)).toBe('abc');
  });
});
