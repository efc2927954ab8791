package dev.perigee.cli.demo;

/// A meaning in WordNet: the words that have it and the sentence that defines it.
///
/// @param words all words of the meaning, the most common first, as `car, auto, automobile`
/// @param partOfSpeech `noun`, `verb`, `adjective` or `adverb`
/// @param text the definition, without its examples
record Gloss(String words, String partOfSpeech, String text) {}
