package dev.perigee.cli.data;

import dev.perigee.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A piece of a filter.
///
/// @param kind of the piece
/// @param text as it means: without quotes
/// @param column where it begins, from 1
record FilterToken(Kind kind, String text, int column) {

  /// What a piece may be.
  enum Kind {
    /// A name, or a word of the language.
    WORD,
    /// A name in backquotes, never a word of the language.
    NAME,
    /// Text in quotes.
    STRING,
    /// A number.
    NUMBER,
    /// `= == != <> < <= > >= ( ) ,`.
    SYMBOL,
    /// Behind the last piece.
    END
  }

  private static final Pattern WORDS = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.-]*");
  private static final Pattern NUMBERS =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?(?![\\p{L}\\p{N}_.])");
  private static final Pattern SYMBOLS = Pattern.compile("==|!=|<>|<=|>=|[=<>(),]");

  /// Whether it is this word of the language, in any case.
  boolean isWord(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  /// Whether it is this symbol.
  boolean isSymbol(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  /// As an error calls it.
  String described() {
    return switch (kind) {
      case END -> "the end";
      case STRING -> '"' + text + '"';
      case WORD, NAME, NUMBER, SYMBOL -> text;
    };
  }

  /// The pieces of a text, the last of them an END.
  ///
  /// @param label for errors
  /// @throws InvalidRequestException if some characters are no piece; with the column
  static List<FilterToken> split(String label, String text) {
    List<FilterToken> tokens = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '"' || c == '\'' || c == '`') {
        at = addQuoted(label, text, at, tokens);
      } else {
        at = addPlain(label, text, at, tokens);
      }
    }
    tokens.add(new FilterToken(Kind.END, "", text.length() + 1));
    return tokens;
  }

  private static int addPlain(String label, String text, int at, List<FilterToken> tokens) {
    Matcher matcher = SYMBOLS.matcher(text).region(at, text.length());
    matcher.useTransparentBounds(true);
    Kind kind = Kind.SYMBOL;
    if (!matcher.lookingAt()) {
      kind = Kind.NUMBER;
      if (!matcher.usePattern(NUMBERS).lookingAt()) {
        kind = Kind.WORD;
        if (!matcher.usePattern(WORDS).lookingAt()) {
          throw refusal(
              label, at + 1, "a name, a value or an operator", text.substring(at, at + 1));
        }
      }
    }
    tokens.add(new FilterToken(kind, matcher.group(), at + 1));
    return matcher.end();
  }

  /// Text in quotes; a backslash stands before a quote or a backslash that is meant.
  private static int addQuoted(String label, String text, int at, List<FilterToken> tokens) {
    char quote = text.charAt(at);
    StringBuilder meant = new StringBuilder();
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == quote) {
        Kind kind = quote == '`' ? Kind.NAME : Kind.STRING;
        tokens.add(new FilterToken(kind, meant.toString(), at + 1));
        return i + 1;
      }
      if (c == '\\' && i + 1 < text.length()) {
        i++;
        c = text.charAt(i);
      }
      meant.append(c);
    }
    throw refusal(label, at + 1, "a closing " + quote, "none");
  }

  /// A refusal that names the column.
  static InvalidRequestException refusal(String label, int column, String expected, Object got) {
    return InvalidRequestException.of(label, expected + " at column " + column, got);
  }
}
